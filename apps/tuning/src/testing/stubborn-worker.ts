import { studyEndpoints } from '@slipway/contracts';
import { ConflictError, UnavailableError } from '@slipway/kernel';
import type { Told, TuningHarness } from './tuning-harness.ts';

/** What workers were answered, and so must find again. */
export class Acknowledged {
  readonly trials: { readonly number: number; readonly parameters: unknown }[] = [];
  readonly reports: { readonly trial: number; readonly step: number }[] = [];
  readonly results: { readonly number: number; readonly state: string; readonly values?: number[] }[] = [];
  /** Names of workers that went silent with trials in their hands. */
  readonly silent = new Set<string>();
}

interface WorkerDeps {
  readonly harness: TuningHarness;
  readonly study: string;
  readonly name: string;
  readonly random: () => number;
  readonly acknowledged: Acknowledged;
  /** Number of the service to call; waits while there is none. */
  readonly service: () => Promise<number>;
  /** Called with every answer. */
  readonly answered: () => void;
}

interface Held {
  readonly trial: number;
  readonly worker: string;
}

/** A number that is the same after it was a point of the search space. */
const rounded = (value: number): number => Number(value.toPrecision(6));

/** Calls that are repeated before somebody has to look why. */
const mostCalls = 1_000;

/**
 * A worker that repeats each call until it is answered. Now and then it goes silent and comes back under another name,
 * sometimes to tell late what it had, repeats a result at once, or has one that is none.
 */
export class StubbornWorker {
  readonly #deps: WorkerDeps;
  #lives = 0;
  readonly #late: Held[] = [];

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
  }

  /** Works until there is enough; then it has no trial that is not told, but those of its silent lives. */
  async work(enough: AbortSignal): Promise<void> {
    const { harness, study, random, acknowledged } = this.#deps;
    while (!enough.aborted) {
      if (random() < 0.05) await this.#enqueue();
      const late = random() < 0.1 ? this.#late.shift() : undefined;
      if (late) await this.#run(late);
      const worker = this.#name;
      const { trials } = await this.#again((replica) =>
        harness.ask(study, worker, 1 + Math.floor(random() * 2), replica),
      );
      for (const { id, parameters } of trials) acknowledged.trials.push({ number: id, parameters });
      const held = trials.map(({ id }) => ({ trial: id, worker }));
      if (random() < 0.05) {
        this.#late.push(...held);
        acknowledged.silent.add(worker);
        this.#lives += 1;
      } else for (const one of held) await this.#run(one);
    }
  }

  get #name(): string {
    return `${this.#deps.name}-${String(this.#lives)}`;
  }

  async #run({ trial, worker }: Held): Promise<void> {
    const { harness, study, random, acknowledged } = this.#deps;
    const steps = Math.floor(random() * 4);
    for (let step = 1; step <= steps; step += 1) {
      const value = random() < 0.1 ? 'NaN' : random();
      const { stop, reason } = await this.#again((replica) =>
        harness.report(study, trial, worker, step, value, replica),
      );
      // Another one has it, or has told it.
      if (reason !== undefined && random() < 0.5) return;
      if (reason === undefined) acknowledged.reports.push({ trial, step });
      if (reason === undefined && stop) return this.#tell(trial, { state: 'pruned' });
    }
    const dice = random();
    if (dice < 0.05) return this.#tell(trial, { state: 'failed' });
    return this.#tell(trial, { state: 'complete', values: [dice < 0.1 ? 'Infinity' : random()] });
  }

  async #tell(trial: number, told: Told): Promise<void> {
    const { harness, study, random, acknowledged } = this.#deps;
    const tell = async (): Promise<void> => {
      try {
        const { state } = await this.#again((replica) => harness.tell(study, trial, told, replica));
        const values = state === 'complete' ? { values: (told.values ?? []).map(Number) } : {};
        acknowledged.results.push({ number: trial, state, ...values });
      } catch (error) {
        // It has another result, of whoever had the trial as well.
        if (!(error instanceof ConflictError)) throw error;
      }
    };
    await Promise.all(random() < 0.2 ? [tell(), tell()] : [tell()]);
  }

  /** Is not repeated: nobody could say whether the first call was heard. */
  async #enqueue(): Promise<void> {
    const { harness, study, random, acknowledged, service } = this.#deps;
    try {
      const { trials } = await harness.as('alice', await service()).call(studyEndpoints.enqueueTrials, {
        params: { team: 'vision', name: study },
        body: { configurations: [{ x: rounded(random()), y: rounded(10 ** (-5 * random())) }] },
      });
      for (const { id, parameters } of trials) acknowledged.trials.push({ number: id, parameters });
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
    }
  }

  async #again<Answer>(call: (replica: number) => Promise<Answer>): Promise<Answer> {
    for (let calls = 1; ; calls += 1)
      try {
        const answer = await call(await this.#deps.service());
        this.#deps.answered();
        return answer;
      } catch (error) {
        if (!(error instanceof UnavailableError) || calls === mostCalls) throw error;
      }
  }
}
