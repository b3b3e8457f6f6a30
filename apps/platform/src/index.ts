export { createToken, type NewToken } from './create-token.ts';
export { createLogger, createMetrics } from '@slipway/telemetry';
export { remoteEnvironmentOf } from './remote-environment.ts';
export { serviceNames } from './service-names.ts';
export { startPlatform, type Platform, type PlatformOptions } from './start-platform.ts';
