import path from 'node:path';
import { prepareVariables } from './jest.variables.mjs';

prepareVariables();

export default {
  testEnvironment: path.join(import.meta.dirname, 'jest.environment.mjs'),
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
