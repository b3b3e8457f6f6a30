import type { ChangeTables } from './changes/tables.ts';
import type { SchedulerTables } from './scheduler/tables.ts';

/** All tables as Kysely's types. */
export type Schema = ChangeTables & SchedulerTables;
