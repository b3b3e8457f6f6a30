import { createClient, type Client } from '@slipway/contracts';
import { systemClock } from '@slipway/kernel';
import type { EnvironmentHistory, Logger, Metrics } from '@slipway/ports';
import { createRunTokens, loadTokens, runServices, type Service } from '@slipway/service';
import { openCredentials } from './credentials.ts';
import { openDataDirectory, writePrivateFile } from './data-directory.ts';
import { openCommitter } from './parts/open-committer.ts';
import { openHistory } from './parts/open-history.ts';
import { openLocalAgent } from './parts/open-local-agent.ts';
import { openPlatformDatabase } from './parts/open-platform-database.ts';
import {
  defaultArtifactRoot,
  defaultTeam,
  openRegistry,
  type RegistryOptions,
} from './parts/open-registry.ts';
import { openScheduler } from './parts/open-scheduler.ts';
import { openOptunaStorage, openTuning, type OptunaOptions } from './parts/open-tuning.ts';
import { openWebhooks } from './parts/open-webhooks.ts';
import type { PartOptions } from './parts/part-options.ts';
import type { RemoteEnvironment } from './remote-environment.ts';
import { openRunTokenKey } from './run-token-key.ts';
import { seedEnvironment } from './seed-environment.ts';
import { chooseServices, serviceNames } from './service-names.ts';
import { holdDataDirectory } from './single-instance.ts';
import { Undo } from './undo.ts';

export interface PlatformOptions {
  /**
   * Which services to run; all of them by default. A model registry on the embedded PostgreSQL brings its committer along:
   * nobody else could write its environment repository.
   */
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
  readonly registry?: RegistryOptions | undefined;
  /** Variables of the process, of which the settings of webhooks and notifications are taken. Default none. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Serve clients of Optuna too. */
  readonly optuna?: OptunaOptions | undefined;
  /** Node program that is the command `slipway` of what runs here, such as the workers of studies. */
  readonly launcher: string;
  /** Folder with the template of an environment repository. */
  readonly template: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface Platform {
  readonly url: string;
  /** Where clients of Optuna find their storage, when they are served. */
  readonly optunaPort: number | undefined;
  /** A client with the administrator's rights. */
  readonly client: Client;
  /** Commits made to start a new environment repository; 0 when it was there already. */
  readonly seeded: number;
  /** Stops everything in reverse order; resolves when no process of the platform is left. */
  stop(): Promise<void>;
}

/** The name of the cluster that the local agent is. */
const cluster = 'local';

/**
 * Starts services in one process over embedded parts: a real PostgreSQL, a bare git repository, a process agent.
 * @throws InvalidInputError for services that do not exist or can't run without others, ConflictError when another
 * process holds the data directory.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { logger, metrics, host, port, databaseUrl, environment } = options;
  const wanted = new Set(chooseServices(options.services));
  if (wanted.has('model-registry') && databaseUrl === undefined) wanted.add('committer');
  const undo = new Undo(logger);
  try {
    const data = await openDataDirectory(options.data);
    undo.later(await holdDataDirectory(data.root));
    const credentials = await openCredentials(data, cluster);
    const parts: PartOptions = { data, environment, logger, metrics, undo };
    const database = await openPlatformDatabase(parts, databaseUrl);

    const runTokens = createRunTokens(await openRunTokenKey(data), systemClock);
    const services: Service[] = [];
    let history: Promise<EnvironmentHistory> | undefined;
    const openedHistory = (): Promise<EnvironmentHistory> => (history ??= openHistory(parts));
    if (wanted.has('scheduler')) {
      const tracking = {
        store: database.trackingStore,
        url: undefined,
        artifactRoot: options.registry?.artifactRoot ?? defaultArtifactRoot,
        rootTeam: options.registry?.team ?? defaultTeam,
      };
      services.push(
        await openScheduler(
          parts,
          database,
          await openedHistory(),
          runTokens,
          wanted.has('model-registry') ? tracking : undefined,
          options.env ?? {},
        ),
      );
    }
    if (wanted.has('committer')) services.push(await openCommitter(parts, database));
    if (wanted.has('model-registry'))
      services.push(
        await openRegistry(parts, database, await openedHistory(), { host, ...options.registry }),
      );
    if (wanted.has('tuning')) services.push(await openTuning(parts, database));
    if (wanted.has('github-webhooks')) services.push(await openWebhooks(parts, database, options.env ?? {}));
    const tokens = await loadTokens(data.tokens, runTokens);
    const optuna =
      options.optuna && (await openOptunaStorage(parts, database, { host, tokens, ...options.optuna }));
    if (optuna) services.push(optuna);
    const running = await runServices({ services, http: { host, port, tokens, metrics }, logger });
    undo.later(() => running.stop());
    const url = running.url ?? '';
    const client = createClient({ url, token: credentials.admin });
    await writePrivateFile(data.connection, JSON.stringify({ url, token: credentials.admin }));

    const isWhole = wanted.size === serviceNames.length;
    const seeded = isWhole
      ? await seedEnvironment({
          client,
          template: options.template,
          appendChange: (change) => database.appendChange(change),
        })
      : 0;
    if (wanted.has('agent')) {
      const agent = await openLocalAgent(parts, {
        url,
        token: credentials.agent,
        cluster,
        launcher: options.launcher,
      });
      await agent.start();
      undo.later(() => agent.stop());
    }
    return { url, optunaPort: optuna?.port, client, seeded, stop: () => undo.all() };
  } catch (error) {
    await undo.all();
    throw error;
  }
}
