export { artifactStoreConformance } from './artifact-store-conformance.ts';
