import preset from '../../../jest.integration.preset.mjs';

export default {
  ...preset,
  displayName: 'artifacts integration',
  globalSetup: '<rootDir>/src/testing/servers/prepare-tools.mjs',
};
