import path from 'node:path';
import { createAgentService } from '@slipway/agent';
import { openDirectoryArtifactStore } from '@slipway/artifacts';
import { createCommitterService } from '@slipway/committer';
import { createClient, type Client } from '@slipway/contracts';
import { openEmbeddedBranch, openEnvironmentReader, openRemoteBranch } from '@slipway/git';
import { systemClock, systemRandom } from '@slipway/kernel';
import type { Logger, Metrics } from '@slipway/ports';
import { openDatabase, startEmbeddedPostgres, type Database } from '@slipway/postgres';
import { createSchedulerService } from '@slipway/scheduler';
import { loadTokens, runServices, type Service } from '@slipway/service';
import { openCredentials } from './credentials.ts';
import { openDataDirectory, writePrivateFile, type DataDirectory } from './data-directory.ts';
import type { RemoteEnvironment } from './remote-environment.ts';
import { seedEnvironment } from './seed-environment.ts';
import { chooseServices, serviceNames } from './service-names.ts';
import { holdDataDirectory } from './single-instance.ts';
import { Undo } from './undo.ts';

export interface PlatformOptions {
  /** Which services to run; all of them by default. */
  readonly services?: readonly string[];
  /** Data directory, made when missing. */
  readonly data: string;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Use this PostgreSQL instead of the embedded one. */
  readonly databaseUrl?: string | undefined;
  /** Use this environment repository instead of the embedded one. */
  readonly environment?: RemoteEnvironment | undefined;
  /** Folder with the template of an environment repository. */
  readonly template: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Platform {
  readonly url: string;
  /** A client with the administrator's rights. */
  readonly client: Client;
  /** Commits made to start a new environment repository; 0 when it was there already. */
  readonly seeded: number;
  /** Stops everything in reverse order; resolves when no process of the platform is left. */
  stop(): Promise<void>;
}

/** The name of the cluster that the local agent is, and of the one environment repository. */
const cluster = 'local';
const repository = 'environment';

/**
 * Starts services in one process over embedded parts: a real PostgreSQL, a bare git repository, a process agent.
 * @throws InvalidInputError for services that do not exist or can't run without others, ConflictError when another
 * process holds the data directory.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { logger, metrics, host, port } = options;
  const wanted = chooseServices(options.services);
  const undo = new Undo(logger);
  try {
    const data = await openDataDirectory(options.data);
    undo.later(await holdDataDirectory(data.root));
    const credentials = await openCredentials(data, cluster);
    const database = await openPlatformDatabase(options, data, undo);

    const services: Service[] = [];
    if (wanted.has('scheduler')) services.push(await scheduler(options, data, database));
    if (wanted.has('committer')) services.push(await committer(options, data, database, undo));
    const tokens = await loadTokens(data.tokens);
    const running = await runServices({ services, http: { host, port, tokens, metrics }, logger });
    undo.later(() => running.stop());
    const url = running.url ?? '';
    const client = createClient({ url, token: credentials.admin });
    await writePrivateFile(data.connection, JSON.stringify({ url, token: credentials.admin }));

    const isWhole = wanted.size === serviceNames.length;
    const appendChange = (change: Parameters<Database['appendChange']>[0]): Promise<void> =>
      database.appendChange(change);
    const seeded = isWhole ? await seedEnvironment({ client, template: options.template, appendChange }) : 0;
    if (wanted.has('agent')) {
      const agent = await localAgent(options, data, { url, token: credentials.agent }, undo);
      await agent.start();
      undo.later(() => agent.stop());
    }
    return { url, client, seeded, stop: () => undo.all() };
  } catch (error) {
    await undo.all();
    throw error;
  }
}

async function openPlatformDatabase(
  { databaseUrl, logger }: PlatformOptions,
  data: DataDirectory,
  undo: Undo,
): Promise<Database> {
  let url = databaseUrl;
  if (url === undefined) {
    const postgres = await startEmbeddedPostgres({
      directory: data.postgres,
      logger: logger.child({ part: 'postgres' }),
    });
    undo.later(() => postgres.stop());
    url = postgres.url;
  }
  const database = await openDatabase({ url, logger });
  undo.later(() => database.close());
  await database.migrate();
  return database;
}

async function scheduler(
  { logger, metrics }: PlatformOptions,
  data: DataDirectory,
  database: Database,
): Promise<Service> {
  return createSchedulerService({
    store: database.schedulerStore,
    signals: database.signals,
    artifacts: await openDirectoryArtifactStore(data.artifacts),
    clock: systemClock,
    random: systemRandom,
    logger,
    metrics,
    repository,
  });
}

async function committer(
  { logger, metrics, environment }: PlatformOptions,
  data: DataDirectory,
  database: Database,
  undo: Undo,
): Promise<Service> {
  const branch = environment
    ? await openRemoteBranch({
        url: environment.url,
        ...credentialsOf(environment),
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
    pushesPerMinute: environment ? environment.pushesPerMinute : Infinity,
    ...(environment ? {} : { servedDirectory: data.environment }),
    clock: systemClock,
    logger,
    metrics,
  });
}

function credentialsOf({ token }: RemoteEnvironment): {
  readonly credentials?: { readonly username: string; readonly password: string };
} {
  return token === undefined ? {} : { credentials: { username: 'slipway', password: token } };
}

/** Where the agent reads: the remote itself, or what the committer of this process serves. */
function readerOf(
  environment: RemoteEnvironment | undefined,
  url: string,
  token: string,
): { readonly url: string; readonly token?: string } {
  return environment ?? { url: `${url}/git/${repository}.git`, token };
}

async function localAgent(
  { logger, metrics, environment }: PlatformOptions,
  data: DataDirectory,
  { url, token }: { readonly url: string; readonly token: string },
  undo: Undo,
): Promise<Service> {
  const reader = await openEnvironmentReader({
    ...readerOf(environment, url, token),
    directory: path.join(data.agent, 'environment.git'),
  });
  undo.later(() => reader.close());
  return createAgentService({
    url,
    token,
    cluster,
    data: data.agent,
    environment: reader,
    logger: logger.child({ service: 'agent' }),
    metrics,
  });
}
