import preset from '../../jest.integration.preset.mjs';

export default { ...preset, displayName: 'optuna-conformance', maxWorkers: 1, testTimeout: 300_000 };
