export { createSchedulerService } from './create-scheduler-service.ts';
export type { SchedulerDeps } from './scheduler-deps.ts';
export type { Tracking } from './tracking.ts';
export { openChannelsIn } from './notifications/open-channels.ts';
