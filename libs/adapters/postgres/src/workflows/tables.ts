import type { Workflow } from '@slipway/resources';
import type { WorkflowEvent, WorkflowJobRun, WorkflowRunState } from '@slipway/workflows';
import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely';

export interface WorkflowRunTable {
  id: GeneratedAlways<string>;
  key: string;
  team: string;
  repository: string;
  clone_url: string;
  on_github: boolean;
  workflow: string;
  document: JSONColumnType<Workflow, string, never>;
  event: JSONColumnType<WorkflowEvent, string, never>;
  commit: string;
  pull_request: number | null;
  concurrency_group: string;
  cancel_superseded: boolean;
  state: WorkflowRunState;
  reason: string | null;
  jobs: JSONColumnType<readonly WorkflowJobRun[]>;
  /** Actors that have something to do. */
  awaits: string[];
  /** Names of the runs that execute jobs now. */
  programs: string[];
  /** When a preview is to end. */
  due: Date | null;
  created_at: Date;
  ended_at: Date | null;
  version: Generated<number>;
  told: Generated<number>;
  changed_at: Date;
}

export interface WorkflowScheduleTable {
  repository: string;
  workflow: string;
  cron: string;
  time_zone: string;
  due: Date | null;
}

/** Migration 0023. */
export interface WorkflowTables {
  'workflow.run': WorkflowRunTable;
  'workflow.schedule': WorkflowScheduleTable;
}
