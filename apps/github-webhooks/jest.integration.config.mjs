import preset from '../../jest.integration.preset.mjs';

const postgres = '<rootDir>/../../libs/adapters/postgres/src/testing';

export default {
  ...preset,
  displayName: 'github-webhooks integration',
  globalSetup: `${postgres}/global-setup.mjs`,
  globalTeardown: `${postgres}/global-teardown.mjs`,
};
