import type { ArtifactStore } from '@slipway/ports';
import { openDirectoryArtifactStore } from './directory/directory-artifact-store.ts';
import type { StoreUri } from './store-uri.ts';

/** Variables of the process, of which those count that the clients of the stores know. */
export type StoreEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The store of a URI, with its keys below the URI's folder. The client of a cloud is loaded when the first of its stores
 * is opened; nothing is asked of the cloud before the store is used.
 */
export async function openArtifactStore(uri: StoreUri, env: StoreEnvironment): Promise<ArtifactStore> {
  switch (uri.kind) {
    case 'directory':
      return openDirectoryArtifactStore(uri.directory);
    case 's3':
      return (await import('./s3/s3-artifact-store.ts')).openS3ArtifactStore(uri, env);
    case 'gcs':
      return (await import('./gcs/gcs-artifact-store.ts')).openGcsArtifactStore(uri, env);
    case 'azure':
      return (await import('./azure/azure-artifact-store.ts')).openAzureArtifactStore(uri, env);
  }
}
