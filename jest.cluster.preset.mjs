import preset from './jest.preset.mjs';

export default {
  ...preset,
  testMatch: ['<rootDir>/src/**/*.cluster.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
};
