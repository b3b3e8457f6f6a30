export { openDirectoryArtifactStore } from './directory/directory-artifact-store.ts';
export { openArtifactStore, type StoreEnvironment } from './open-artifact-store.ts';
export { parseStoreUri, type StoreUri } from './store-uri.ts';
