import preset from '../../../jest.integration.preset.mjs';

export default {
  ...preset,
  displayName: 'postgres integration',
  globalSetup: '<rootDir>/src/testing/global-setup.mjs',
  globalTeardown: '<rootDir>/src/testing/global-teardown.mjs',
};
