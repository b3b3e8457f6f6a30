import preset from './jest.preset.mjs';

// Specs on real control planes: `npm run test:cluster`. Clusters need the machine for themselves.
export default {
  ...preset,
  testMatch: ['<rootDir>/src/**/*.cluster.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
  maxWorkers: 1,
};
