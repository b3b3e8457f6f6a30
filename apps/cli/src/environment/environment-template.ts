import path from 'node:path';

/** The template of an environment repository, in this repository. */
export const environmentTemplate = path.resolve(import.meta.dirname, '../../../../gitops/environment');
