import preset from '../../jest.cluster.preset.mjs';

export default { ...preset, displayName: 'agent cluster' };
