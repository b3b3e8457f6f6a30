import { formatYaml } from '@slipway/resources';

/** A file of the environment repository. */
export interface ManifestFile {
  readonly path: string;
  readonly content: string;
}

/** A file of several objects, byte for byte the same for the same objects. */
export const manifestFile = (path: string, documents: readonly object[]): ManifestFile => ({
  path,
  content: documents.map(formatYaml).join('---\n'),
});
