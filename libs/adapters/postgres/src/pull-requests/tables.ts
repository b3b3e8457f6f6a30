import type {
  CheckAnnotation,
  CheckState,
  CommitStatus,
  HostDeployment,
  PullRequestRecord,
  PullRequestReview,
} from '@slipway/ports';
import type { ColumnType, Generated } from 'kysely';

export interface HostRepositoryTable {
  name: string;
  last_number: number;
}

export interface PullRequestTable {
  repository: string;
  number: number;
  title: string;
  body: string;
  author: string;
  base: string;
  head: string;
  state: Generated<PullRequestRecord['state']>;
  opened_at: Date;
  settled_at: Date | null;
  settled_head: string | null;
  merge_commit: string | null;
  /** Migration 0020. */
  reviewers: Generated<string[]>;
}

export interface ReviewTable {
  repository: string;
  number: number;
  reviewer: string;
  verdict: PullRequestReview['verdict'];
  body: string;
  commit: string;
  given_at: Date;
}

export interface CommentTable {
  repository: string;
  number: number;
  key: string;
  body: string;
  begun_at: Date;
}

export interface CheckRunTable {
  repository: string;
  commit: string;
  name: string;
  state: CheckState;
  title: string;
  summary: string;
  /** Written as JSON text. */
  annotations: ColumnType<readonly CheckAnnotation[], string, string>;
  reported_at: Date;
  details_url: string | null;
}

export interface ToldDeploymentTable {
  repository: string;
  commit: string;
  told: string;
  is_settled: boolean;
  /** Whether notifications were told of its end; migration 0021. */
  noticed: Generated<boolean>;
}

interface StatusColumns {
  repository: string;
  commit: string;
  description: string;
  url: string | null;
}

export interface CommitStatusTable extends StatusColumns {
  context: string;
  state: CommitStatus['state'];
}

export interface DeploymentTable extends StatusColumns {
  environment: string;
  state: HostDeployment['state'];
  environment_url: string | null;
  transient: boolean;
}

/** Migration 0022. */
export interface HoldTable {
  repository: string;
  number: number;
  held_by: string;
  held_at: Date;
}

/** Migrations 0017, 0019, 0022 and 0024. */
export interface HostTables {
  'host.repository': HostRepositoryTable;
  'host.pull_request': PullRequestTable;
  'host.review': ReviewTable;
  'host.comment': CommentTable;
  'host.check_run': CheckRunTable;
  'host.told_deployment': ToldDeploymentTable;
  'host.commit_status': CommitStatusTable;
  'host.deployment': DeploymentTable;
  'host.hold': HoldTable;
}
