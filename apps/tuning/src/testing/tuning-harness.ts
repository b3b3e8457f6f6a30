import {
  createClient,
  studyEndpoints,
  type Client,
  type Study,
  type StudySpec,
  type Trial,
} from '@slipway/contracts';
import { systemRandom } from '@slipway/kernel';
import { openDatabase } from '@slipway/postgres';
import { createTestDatabase } from '@slipway/postgres/testing';
import { hashToken, serveHttp, tokensOf, type Grant, type TokenEntry } from '@slipway/service';
import { createMetrics } from '@slipway/telemetry';
import { quietLogger, SettableClock } from '@slipway/testing';
import type { z } from 'zod';
import { createTuningService } from '../create-tuning-service.ts';
import { faultyStore, type Fault } from './faulty-store.ts';

const principals: Readonly<Record<string, readonly Grant[]>> = {
  alice: [{ role: 'contributor', team: 'vision' }],
  vera: [{ role: 'viewer', team: 'vision' }],
  bob: [{ role: 'contributor', team: 'speech' }],
};

/** Who calls in tests; the token of `alice` is `alice`. */
export const tokenEntries: readonly TokenEntry[] = Object.entries(principals).map(([name, grants]) => ({
  name,
  grants,
  sha256: hashToken(name),
}));

type SpecInput = z.input<typeof StudySpec>;
export type Told = z.input<typeof studyEndpoints.tellTrial.body>;
type Answer<E extends keyof typeof studyEndpoints> = z.output<(typeof studyEndpoints)[E]['response']>;

/** A study over one number, whose loss is to be low. */
export const sampleSpec = (change: Partial<SpecInput> = {}): SpecInput => ({
  parameters: [{ name: 'x', kind: 'float', low: 0, high: 1 }],
  objectives: [{ metric: 'loss', direction: 'minimize' }],
  sampler: 'random',
  seed: 7,
  stop: { trials: 10 },
  ...change,
});

interface Replica {
  readonly url: string;
  stop(): Promise<void>;
}

/** Tuning services on a database of their own, each served over HTTP. */
export class TuningHarness {
  /** How the next turn fails, if it does. */
  nextFault: () => Fault | undefined = () => undefined;
  readonly clock = new SettableClock(new Date('2026-11-26T12:00:00.000Z'));
  readonly databaseUrl: string;
  readonly #drop: () => Promise<void>;
  readonly #replicas: Replica[] = [];

  private constructor(databaseUrl: string, drop: () => Promise<void>) {
    this.databaseUrl = databaseUrl;
    this.#drop = drop;
  }

  static async start({ replicas = 1 }: { readonly replicas?: number } = {}): Promise<TuningHarness> {
    const test = await createTestDatabase();
    const harness = new TuningHarness(test.url, () => test.drop());
    for (let replica = 0; replica < replicas; replica += 1) await harness.addReplica();
    return harness;
  }

  /** Another service on the same database, which knows nothing yet. Returns its number. */
  async addReplica(): Promise<number> {
    const database = await openDatabase({ url: this.databaseUrl, maxConnections: 5 });
    const service = createTuningService({
      store: faultyStore(database.studyStore, () => this.nextFault()),
      resources: database.studyResources,
      clock: this.clock,
      random: systemRandom,
      logger: quietLogger,
      trialsOfPage: 3,
    });
    const server = await serveHttp({
      services: [service],
      host: '127.0.0.1',
      port: 0,
      tokens: tokensOf(tokenEntries),
      logger: quietLogger,
      metrics: createMetrics(),
    });
    const stop = async (): Promise<void> => {
      await server.close();
      await service.stop();
      await database.close();
    };
    return this.#replicas.push({ url: server.url, stop }) - 1;
  }

  /** A service that runs elsewhere on the same database, and whose end is not ours. Returns its number. */
  addServer(url: string): number {
    return this.#replicas.push({ url, stop: () => Promise.resolve() }) - 1;
  }

  async stopReplica(replica: number): Promise<void> {
    await this.#replicas[replica]?.stop();
  }

  async stop(): Promise<void> {
    for (const replica of this.#replicas.keys()) await this.stopReplica(replica);
    await this.#drop();
  }

  as(principal: string, replica = 0): Client {
    return createClient({ url: this.#replicas[replica]?.url ?? '', token: principal });
  }

  create(name: string, change: Partial<SpecInput> = {}): Promise<Study> {
    return this.as('alice').call(studyEndpoints.createStudy, {
      params: { team: 'vision' },
      body: { name, spec: sampleSpec(change) },
    });
  }

  study(name: string, replica = 0): Promise<Study> {
    return this.as('vera', replica).call(studyEndpoints.getStudy, { params: { team: 'vision', name } });
  }

  ask(name: string, worker: string, count = 1, replica = 0): Promise<Answer<'askTrials'>> {
    return this.as('alice', replica).call(studyEndpoints.askTrials, {
      params: { team: 'vision', name },
      body: { worker, count },
    });
  }

  /** The ids that a worker gets. */
  async ids(name: string, worker: string, count = 1, replica = 0): Promise<readonly number[]> {
    return (await this.ask(name, worker, count, replica)).trials.map(({ id }) => id);
  }

  tell(name: string, trial: number, told: Told | number, replica = 0): Promise<Answer<'tellTrial'>> {
    return this.as('alice', replica).call(studyEndpoints.tellTrial, {
      params: { team: 'vision', name, trial },
      body: typeof told === 'number' ? { state: 'complete', values: [told] } : told,
    });
  }

  report(
    name: string,
    trial: number,
    worker: string,
    step: number,
    value: number | 'NaN',
    replica = 0,
  ): Promise<Answer<'reportTrial'>> {
    return this.as('alice', replica).call(studyEndpoints.reportTrial, {
      params: { team: 'vision', name, trial },
      body: { worker, step, values: [value] },
    });
  }

  enqueue(name: string, ...xs: readonly number[]): Promise<Answer<'enqueueTrials'>> {
    return this.as('alice').call(studyEndpoints.enqueueTrials, {
      params: { team: 'vision', name },
      body: { configurations: xs.map((x) => ({ x })) },
    });
  }

  change(name: string, change: 'pauseStudy' | 'resumeStudy' | 'stopStudy'): Promise<Study> {
    return this.as('alice').call(studyEndpoints[change], { params: { team: 'vision', name } });
  }

  extend(name: string, stop: z.input<typeof studyEndpoints.extendStudy.body>['stop']): Promise<Study> {
    return this.as('alice').call(studyEndpoints.extendStudy, {
      params: { team: 'vision', name },
      body: { stop },
    });
  }

  async trials(name: string): Promise<readonly Trial[]> {
    const { items } = await this.as('vera').call(studyEndpoints.listTrials, {
      params: { team: 'vision', name },
      query: { limit: 500 },
    });
    return items;
  }
}
