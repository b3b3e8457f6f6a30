export { artifactStoreConformance, type ConformanceOptions } from './artifact-store-conformance.ts';
export { hasGo } from './servers/has-go.ts';
export { startS3Server, type ObjectServer } from './servers/s3-server.ts';
