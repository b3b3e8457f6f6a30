import { pushBudgets } from '@slipway/changes';
import { openEmbeddedBranch, openRemoteBranch, remoteOf, type Remote } from '@slipway/git';
import { systemClock } from '@slipway/kernel';
import type { EnvironmentBranch, Logger } from '@slipway/ports';
import { openDatabase, type Database } from '@slipway/postgres';
import { loadTokens, type RunOptions } from '@slipway/service';
import { createLogger, createMetrics } from '@slipway/telemetry';
import type { CommitterConfig } from './config.ts';
import { createCommitterService } from './create-committer-service.ts';
import { repositoryInspection } from './hygiene/repository-inspection.ts';

/** The committer on a database and a repository, served over HTTP. */
export async function compose(
  config: CommitterConfig,
): Promise<RunOptions & { readonly close: () => Promise<void> }> {
  const logger = createLogger({ level: config.logLevel });
  const metrics = createMetrics();
  const tokens = await loadTokens(config.tokensFile);
  const step = failpoint(config.failpoint);
  const branch = await openBranch(config, logger, step);
  const database = await openDatabase({
    url: config.databaseUrl,
    logger,
    maxConnections: config.databaseConnections,
  });
  const close = async (): Promise<void> => {
    await branch.close();
    await database.close();
  };
  try {
    await database.migrate();
  } catch (error) {
    await close();
    throw error;
  }
  const remote = remoteOf(config);
  const committer = createCommitterService({
    queue: database.changeQueue,
    reader: database.changeReader,
    leases: database.leases,
    signals: database.signals,
    branch,
    repository: config.repository,
    pushesPerMinute: config.pushesPerMinute ?? (remote ? pushBudgets.remote : pushBudgets.embedded),
    ...(remote ? {} : { servedDirectory: config.gitDir }),
    inspect: repositoryInspection({
      ...{ directory: config.gitDir, branch: config.branch, remote, clock: systemClock },
      ...(remote ? {} : pullRequestsOf(database, config)),
    }),
    clock: systemClock,
    logger,
    metrics,
    step,
  });
  return {
    services: [committer],
    http: { host: config.host, port: config.port, tokens, metrics },
    logger,
    close,
  };
}

async function openBranch(
  config: CommitterConfig,
  logger: Logger,
  step: (name: string) => void,
): Promise<EnvironmentBranch> {
  const { gitDir, branch } = config;
  const remote = remoteOf(config);
  if (remote === undefined) return openEmbeddedBranch({ directory: gitDir, branch, logger, step });
  return openRemoteBranch({
    ...{ ...remote, mirrorDirectory: gitDir, branch, logger, step },
    ...(await appCredentials(config, remote)),
  });
}

/** GitHub's client is loaded where it is needed. */
async function appCredentials(config: CommitterConfig, remote: Remote): Promise<Pick<Remote, 'credentials'>> {
  if (config.environmentAppId === undefined && config.environmentAppKeyFile === undefined) return {};
  const { credentialsOfApp } = await import('./credentials-of-app.ts');
  return credentialsOfApp(config, remote);
}

/** Those of the embedded host, which keeps them in the database. */
const pullRequestsOf = (database: Database, { repository, branch }: CommitterConfig) => ({
  pullRequests: () => database.pullRequestStore(repository).countOpen(branch),
});

/** Dies at the step it names, as by a power cut: nothing is flushed, nobody is told. */
function failpoint(setting: string | undefined): (name: string) => void {
  const [wanted, count] = setting?.split(':') ?? [];
  let left = Number(count);
  return (name) => {
    if (name !== wanted) return;
    left -= 1;
    if (left <= 0) process.kill(process.pid, 'SIGKILL');
  };
}
