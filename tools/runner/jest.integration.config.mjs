import preset from '../../jest.integration.preset.mjs';

export default { ...preset, displayName: 'runner' };
