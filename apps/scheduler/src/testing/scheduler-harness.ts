import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDirectoryArtifactStore } from '@slipway/artifacts';
import type { ChangeOutcome } from '@slipway/changes';
import {
  agentEndpoints,
  createClient,
  resourceEndpoints,
  runEndpoints,
  type AppliedResource,
  type AttemptReport,
  type Client,
  type Run,
} from '@slipway/contracts';
import { systemClock, systemRandom } from '@slipway/kernel';
import { openDatabase, type Database } from '@slipway/postgres';
import { createTestDatabase, silenceCluster, until } from '@slipway/postgres/testing';
import type { EnvironmentHistory, LoggedChange } from '@slipway/ports';
import { createRunTokens, hashToken, serveHttp, tokensOf, type Grant, type Service } from '@slipway/service';
import { createMetrics } from '@slipway/telemetry';
import { quietLogger, SettableClock } from '@slipway/testing';
import { createSchedulerService } from '../create-scheduler-service.ts';
import { clusterYaml, teamYaml } from './sample-resources.ts';

const repository = 'environment';
const runTokens = createRunTokens(Buffer.alloc(32, 1), systemClock);

/** Who calls in tests; the token of `alice` is `alice`. */
const principals: Readonly<Record<string, readonly Grant[]>> = {
  root: [{ role: 'admin' }],
  alice: [{ role: 'contributor', team: 'vision' }],
  vera: [{ role: 'viewer', team: 'vision' }],
  bob: [{ role: 'contributor', team: 'speech' }],
  'agent-local': [{ role: 'agent', cluster: 'local' }],
  'agent-far': [{ role: 'agent', cluster: 'far' }],
};

export interface Apply {
  readonly yaml: string | readonly string[];
  /** Source files of the first document, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly run?: 'when-changed' | 'always' | 'never';
  readonly dryRun?: boolean;
  readonly reason?: string;
}

/** A scheduler on a database of its own, served over HTTP; the test plays the committer and the agent. */
export class SchedulerHarness {
  readonly database: Database;
  readonly clock: SettableClock;
  readonly #url: string;
  readonly #databaseUrl: string;
  readonly #close: () => Promise<void>;
  readonly #sequences = new Map<string, number>();
  #commits = 0;

  private constructor(fields: {
    readonly database: Database;
    readonly databaseUrl: string;
    readonly clock: SettableClock;
    readonly url: string;
    readonly close: () => Promise<void>;
  }) {
    this.database = fields.database;
    this.clock = fields.clock;
    this.#url = fields.url;
    this.#databaseUrl = fields.databaseUrl;
    this.#close = fields.close;
  }

  /** `replicas` schedulers work on the database; the first one is called. */
  static async start({
    replicas = 1,
    history,
    artifactRoot = 'mlflow-artifacts:/',
  }: {
    readonly replicas?: number;
    /** Where the model registry has artifacts of experiments. */
    readonly artifactRoot?: string;
    /** Of an environment repository whose commits are followed. */
    readonly history?: EnvironmentHistory;
  } = {}): Promise<SchedulerHarness> {
    const test = await createTestDatabase();
    const directory = await mkdtemp(join(tmpdir(), 'slipway-scheduler-'));
    const clock = new SettableClock(new Date('2026-11-24T12:00:00.000Z'));
    const databases: Database[] = [];
    const services: Service[] = [];
    for (let replica = 0; replica < replicas; replica += 1) {
      const database = await openDatabase({ url: test.url, maxConnections: 5 });
      const service = createSchedulerService({
        store: database.schedulerStore,
        studies: database.studyStore,
        signals: database.signals,
        artifacts: await openDirectoryArtifactStore(directory),
        clock,
        random: systemRandom,
        logger: quietLogger,
        metrics: createMetrics(),
        repository,
        environment: history && { history, changes: database.changeReader, leases: database.leases },
        notifications: undefined,
        runTokens,
        tracking: {
          store: database.trackingStore,
          url: undefined,
          ...{ artifactRoot, rootTeam: 'speech' },
        },
      });
      await service.start();
      databases.push(database);
      services.push(service);
    }
    const [database] = databases;
    if (!database) throw new RangeError('there must be a replica');
    const server = await serveHttp({
      services: services.slice(0, 1),
      host: '127.0.0.1',
      port: 0,
      tokens: tokensOf(
        Object.entries(principals).map(([name, grants]) => ({ name, grants, sha256: hashToken(name) })),
      ),
      logger: quietLogger,
      metrics: createMetrics(),
    });
    const close = async (): Promise<void> => {
      await server.close();
      for (const service of services) await service.stop();
      for (const one of databases) await one.close();
      await test.drop();
      await rm(directory, { recursive: true, force: true });
    };
    return new SchedulerHarness({ database, databaseUrl: test.url, clock, url: server.url, close });
  }

  stop(): Promise<void> {
    return this.#close();
  }

  as(principal: keyof typeof principals): Client {
    return createClient({ url: this.#url, token: principal });
  }

  async apply(principal: string, request: Apply): Promise<readonly AppliedResource[]> {
    const { yaml, files = {}, ...rest } = request;
    const texts = typeof yaml === 'string' ? [yaml] : yaml;
    const { resources } = await this.as(principal).call(resourceEndpoints.apply, {
      body: {
        documents: texts.map((text, index) => ({ file: `${String(index)}.yaml`, text })),
        files: Object.entries(files).map(([path, content]) => ({ document: '0.yaml', path, content })),
        ...rest,
      },
    });
    return resources;
  }

  /** Applies one resource. */
  async applyOne(principal: string, request: Apply): Promise<AppliedResource> {
    const [applied] = await this.apply(principal, request);
    if (!applied) throw new Error('nothing was applied');
    return applied;
  }

  /** Teams vision and speech and the cluster local, with their changes pushed. */
  async setUp(): Promise<void> {
    await this.apply('root', { yaml: [teamYaml('vision'), teamYaml('speech'), clusterYaml('local')] });
    await this.push();
  }

  pending(): Promise<readonly LoggedChange[]> {
    return this.database.changeQueue.pending(repository, 1_000, 1_000_000_000);
  }

  /** Plays the committer: all pending changes get a commit. Returns them with it. */
  push(): Promise<readonly (LoggedChange & { readonly commit: string })[]> {
    return this.#settle((change) => {
      const commit = `commit-${String((this.#commits += 1))}`;
      return { outcome: { id: change.id, state: 'pushed', commit }, commit };
    });
  }

  /** Plays the committer: all pending changes are rejected. */
  async reject(reason: string): Promise<void> {
    await this.#settle(({ id }) => ({ outcome: { id, state: 'rejected', reason }, commit: '' }));
  }

  async #settle(
    outcomeOf: (change: LoggedChange) => { readonly outcome: ChangeOutcome; readonly commit: string },
  ): Promise<readonly (LoggedChange & { readonly commit: string })[]> {
    const settled = (await this.pending()).map((change) => ({ change, ...outcomeOf(change) }));
    await this.database.changeQueue.settle(
      repository,
      `head-${String(this.#commits)}`,
      settled.map(({ outcome }) => outcome),
    );
    return settled.map(({ change, commit }) => ({ ...change, commit }));
  }

  /** The agent of the cluster was heard of last so many seconds ago. */
  async silence(cluster: string, seconds: number): Promise<void> {
    await this.database.schedulerStore.clusters.save(cluster, { nodePools: [] });
    await silenceCluster(this.#databaseUrl, cluster, seconds);
  }

  run(name: string, team = 'vision'): Promise<Run> {
    return this.as('root').call(runEndpoints.getRun, { params: { team, run: name } });
  }

  /** Waits until the run satisfies the condition. */
  async runWhen(name: string, condition: (run: Run) => boolean, team = 'vision'): Promise<Run> {
    await until(async () => condition(await this.run(name, team)));
    return this.run(name, team);
  }

  /** Waits until the run has this state. */
  runIn(name: string, state: Run['state'], team = 'vision'): Promise<Run> {
    return this.runWhen(name, (run) => run.state === state, team);
  }

  /** Plays the agent: reports on an attempt, numbered one after the other. */
  async report(attempt: string, ...reports: readonly AttemptReport[]): Promise<number | undefined> {
    const run = attempt.slice(0, attempt.lastIndexOf('-'));
    const first = (this.#sequences.get(attempt) ?? 0) + 1;
    this.#sequences.set(attempt, first + reports.length - 1);
    const { recorded } = await this.as('agent-local').call(agentEndpoints.report, {
      params: { cluster: 'local' },
      body: {
        reports: reports.map((report, index) => ({
          team: 'vision',
          run,
          attempt,
          sequence: first + index,
          at: this.clock.now().toISOString(),
          report,
        })),
      },
    });
    return recorded[attempt];
  }
}

export const pickedUp: AttemptReport = { type: 'picked-up', ignored: [] };
export const started: AttemptReport = { type: 'started', replicas: 1 };
export const ended = (outcome: 'succeeded' | 'failed' | 'stopped' | 'lost'): AttemptReport => ({
  type: 'ended',
  outcome,
  reason: `the program ${outcome}`,
  ...(outcome === 'failed' ? { exitCode: 1 } : {}),
});
