export { createSchedulerService } from './create-scheduler-service.ts';
export type { SchedulerDeps } from './scheduler-deps.ts';
