import { prepareEnvironment } from './jest.environment.mjs';

prepareEnvironment();

export default {
  testEnvironment: 'node',
  passWithNoTests: true,
  testTimeout: 30_000, // it ends what hangs; a busy machine is no failure
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '\\.(integration|cluster)\\.spec\\.ts$'],
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: { customExportConditions: ['@slipway/source', 'node', 'node-addons'] },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};
