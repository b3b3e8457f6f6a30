export { openDirectoryArtifactStore } from './directory-artifact-store.ts';
