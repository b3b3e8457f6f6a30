export { healthOf, HealthState, type Health } from './health/health.ts';
