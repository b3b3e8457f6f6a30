import type { ChangeTables } from './changes/tables.ts';
import type { LoggedModelTables } from './logged-models/tables.ts';
import type { GithubTables } from './deliveries/tables.ts';
import type { DesiredStateTables } from './desired-state/tables.ts';
import type { ModelTables } from './models/tables.ts';
import type { NotificationTables } from './notifications/tables.ts';
import type { ProposalTables } from './proposals/tables.ts';
import type { HostTables } from './pull-requests/tables.ts';
import type { SchedulerTables } from './scheduler/tables.ts';
import type { TrackingTables } from './tracking/tables.ts';
import type { TuningTables } from './tuning/tables.ts';
import type { WebhookTables } from './webhooks/tables.ts';
import type { WorkflowTables } from './workflows/tables.ts';

/** All tables as Kysely's types. */
export type Schema = ChangeTables &
  DesiredStateTables &
  GithubTables &
  HostTables &
  LoggedModelTables &
  ModelTables &
  NotificationTables &
  ProposalTables &
  SchedulerTables &
  TrackingTables &
  TuningTables &
  WebhookTables &
  WorkflowTables;
