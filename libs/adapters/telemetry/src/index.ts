export { createLogger, type LogLevel, type LoggerOptions } from './create-logger.ts';
export { createMetrics } from './create-metrics.ts';
