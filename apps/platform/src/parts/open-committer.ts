import { pushBudgets } from '@slipway/changes';
import { openEmbeddedBranch, openRemoteBranch } from '@slipway/git';
import { systemClock } from '@slipway/kernel';
import type { Database } from '@slipway/postgres';
import type { Service } from '@slipway/service';
import { credentialsOf } from '../remote-environment.ts';
import { repository, type PartOptions } from './part-options.ts';

export async function openCommitter(
  { data, environment, logger, metrics, undo }: PartOptions,
  database: Database,
): Promise<Service> {
  const { createCommitterService, repositoryInspection } = await import('@slipway/committer');
  const branch = environment
    ? await openRemoteBranch({
        url: environment.url,
        ...(await credentialsOf(environment, 'write')),
        mirrorDirectory: data.mirror,
        logger,
      })
    : await openEmbeddedBranch({ directory: data.environment, logger });
  undo.later(() => branch.close());
  return createCommitterService({
    queue: database.changeQueue,
    reader: database.changeReader,
    leases: database.leases,
    signals: database.signals,
    branch,
    repository,
    pushesPerMinute: environment?.pushesPerMinute ?? pushBudgets.embedded,
    ...(environment ? {} : { servedDirectory: data.environment }),
    inspect: repositoryInspection({
      ...{ branch: 'main', clock: systemClock },
      ...(environment
        ? {
            directory: data.mirror,
            remote: { url: environment.url, ...(await credentialsOf(environment, 'read')) },
          }
        : {
            directory: data.environment,
            pullRequests: () => database.pullRequestStore(repository).countOpen('main'),
          }),
    }),
    clock: systemClock,
    logger,
    metrics,
  });
}
