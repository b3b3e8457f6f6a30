/** A file of the environment repository. */
export interface ManifestFile {
  readonly path: string;
  readonly content: string;
}
