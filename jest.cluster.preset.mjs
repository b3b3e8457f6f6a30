import preset from './jest.preset.mjs';

export default {
  ...preset,
  testMatch: ['<rootDir>/src/**/*.cluster.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Programs may have to be built first, and clusters need the machine for themselves.
  testTimeout: 180_000,
  maxWorkers: 1,
};
