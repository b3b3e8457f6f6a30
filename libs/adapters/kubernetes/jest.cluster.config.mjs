import preset from '../../../jest.cluster.preset.mjs';

export default { ...preset, displayName: 'kubernetes cluster' };
