import type { Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import type { Schema } from '../schema.ts';
import { changes } from './0001-changes.ts';
import { scheduler } from './0002-scheduler.ts';
import { tracking } from './0003-tracking.ts';
import { loggedModels } from './0004-logged-models.ts';
import { models } from './0005-models.ts';
import { webhooks } from './0006-webhooks.ts';
import { desiredState } from './0007-desired-state.ts';
import { trackedAttempts } from './0008-tracked-attempts.ts';
import { inboxSeries } from './0009-inbox-series.ts';
import { tuning } from './0010-tuning.ts';
import { optuna } from './0011-optuna.ts';
import { studyResults } from './0012-study-results.ts';
import { studiesInGit } from './0013-studies-in-git.ts';
import { clusterStatus } from './0014-cluster-status.ts';
import { deliveries } from './0015-deliveries.ts';
import { moves } from './0016-moves.ts';
import { pullRequests } from './0017-pull-requests.ts';
import { followedEnvironment } from './0018-followed-environment.ts';
import { deployments } from './0019-deployments.ts';
import { proposals } from './0020-proposals.ts';
import { notifications } from './0021-notifications.ts';
import { chat } from './0022-chat.ts';
import { workflows } from './0023-workflows.ts';
import { checksAndPreviews } from './0024-checks-and-previews.ts';
import { populationTraining } from './0025-population-training.ts';
import { trialJobs } from './0026-trial-jobs.ts';

/** Forward only, in the order of their names; a name that was released never changes. */
const migrations: Readonly<Record<string, Migration>> = {
  '0001-changes': changes,
  '0002-scheduler': scheduler,
  '0003-tracking': tracking,
  '0004-logged-models': loggedModels,
  '0005-models': models,
  '0006-webhooks': webhooks,
  '0007-desired-state': desiredState,
  '0008-tracked-attempts': trackedAttempts,
  '0009-inbox-series': inboxSeries,
  '0010-tuning': tuning,
  '0011-optuna': optuna,
  '0012-study-results': studyResults,
  '0013-studies-in-git': studiesInGit,
  '0014-cluster-status': clusterStatus,
  '0015-deliveries': deliveries,
  '0016-moves': moves,
  '0017-pull-requests': pullRequests,
  '0018-followed-environment': followedEnvironment,
  '0019-deployments': deployments,
  '0020-proposals': proposals,
  '0021-notifications': notifications,
  '0022-chat': chat,
  '0023-workflows': workflows,
  '0024-checks-and-previews': checksAndPreviews,
  '0025-population-training': populationTraining,
  '0026-trial-jobs': trialJobs,
};

/**
 * Brings the schema up to date in one transaction. Any number of processes may call it at once: they take turns by an
 * advisory lock, and the first does the work.
 */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableSchema: 'slipway',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('migration failed', { cause: error });
}
