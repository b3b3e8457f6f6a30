import { ConflictError, NotFoundError, SlipwayError, UnavailableError } from '@slipway/kernel';
import type { StudyTurn, TrialRecord } from '@slipway/ports';
import type { Wakes } from '@slipway/service';
import type { TuningDeps } from '../tuning-deps.ts';
import { Breather } from './breather.ts';
import { catchUp, hearCalls } from './catch-up.ts';
import { Memories } from './memories.ts';
import { StudyMemory } from './study-memory.ts';
import type { StudyRequest, StudyTurnContext } from './study-request.ts';

/** Studies whose samplers are kept, requests of one study that may wait, and those of them that one turn takes. */
const limits = { studies: 64, waiting: 10_000, perTurn: 1_000 };
/** Milliseconds after which a turn takes no more requests. */
const turnTime = 250;
/** Turns of others that are caught up with while they wait; those further behind do it before their turn. */
const nearTurns = 8;
/** Times that somebody steps back to catch up: then it is done while the others wait. */
const stepsBack = 3;

interface TurnsDeps extends Pick<TuningDeps, 'store' | 'clock' | 'logger' | 'trialsOfPage'> {
  /** Those who follow a study; the key is that of `studyKey`. */
  readonly wakes: Wakes;
}

interface Waiting {
  readonly request: StudyRequest<unknown>;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
}

export const studyKey = (team: string, name: string): string => `${team}/${name}`;

interface Queue {
  readonly team: string;
  readonly name: string;
  readonly waiting: Waiting[];
  done: Promise<void>;
}

/**
 * Requests of a study come one after the other, over all replicas. Those that wait are answered together by one turn, which
 * is one transaction: no answer is given before what it says is durable.
 */
export class StudyTurns {
  readonly #deps: TurnsDeps;
  readonly #memories = new Memories(limits.studies);
  readonly #queues = new Map<string, Queue>();

  constructor(deps: TurnsDeps) {
    this.#deps = deps;
  }

  /** @throws NotFoundError for a study that does not exist, UnavailableError when too much waits for it, errors of the request */
  perform<Answer>(team: string, name: string, request: StudyRequest<Answer>): Promise<Answer> {
    const key = studyKey(team, name);
    const queue = this.#queues.get(key) ?? { team, name, waiting: [], done: Promise.resolve() };
    if (queue.waiting.length >= limits.waiting)
      return Promise.reject(new UnavailableError(`too many requests wait for study ${name}`));
    const answer = new Promise<Answer>((resolve, reject) => {
      queue.waiting.push({ request, resolve, reject });
    });
    if (!this.#queues.has(key)) {
      this.#queues.set(key, queue);
      queue.done = this.#work(key, queue);
    }
    return answer;
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await Promise.all([...this.#queues.values()].map(({ done }) => done));
  }

  async #work(key: string, queue: Queue): Promise<void> {
    while (queue.waiting.length > 0)
      await this.#together(key, queue, queue.waiting.splice(0, limits.perTurn));
    this.#queues.delete(key);
  }

  /** Answers requests by one turn; those that it did not get to go first in the next one. */
  async #together(key: string, queue: Queue, batch: readonly Waiting[]): Promise<void> {
    try {
      const left = await this.#turn(key, queue, batch);
      queue.waiting.unshift(...left);
    } catch (error) {
      this.#memories.forget(key);
      const isOfOne =
        batch.length === 1 || error instanceof UnavailableError || error instanceof NotFoundError;
      if (!isOfOne) {
        // One of them is to blame: the others are not to suffer for it.
        for (const one of batch) await this.#together(key, queue, [one]);
        return;
      }
      for (const { reject } of batch) reject(error);
    }
  }

  async #turn(key: string, { team, name }: Queue, batch: readonly Waiting[]): Promise<readonly Waiting[]> {
    for (let step = 0; ; step += 1) {
      const known = this.#memories.get(key) ?? (await this.#remember(key, team, name, undefined));
      const taken = await this.#deps.store.turn(team, name, async (turn) => {
        if (turn.ref !== known.ref) return 'another' as const;
        const missed = turn.version - known.position.version;
        if (missed > nearTurns && step < stepsBack) return 'behind' as const;
        if (missed !== 0) await catchUp(known, await turn.delta(known.position, known.curves !== undefined));
        return this.#answer(turn, known, batch);
      });
      if (taken === undefined) throw noStudy(team, name);
      if (taken === 'another') this.#memories.forget(key);
      else if (taken === 'behind') await this.#remember(key, team, name, known);
      else {
        known.saved();
        this.#deps.wakes.wake(key);
        for (const give of taken.answers) give();
        return taken.left;
      }
    }
  }

  /** Brings what is known of a study up to date while others may have their turns. */
  async #remember(
    key: string,
    team: string,
    name: string,
    known: StudyMemory | undefined,
  ): Promise<StudyMemory> {
    const { store, trialsOfPage = 2_000 } = this.#deps;
    const study = await store.find(team, name);
    if (!study) throw noStudy(team, name);
    const { optunaName } = study;
    if (optunaName !== undefined)
      throw new ConflictError(
        `Study ${name} belongs to clients of Optuna, who call it ${JSON.stringify(optunaName)}: they ask and tell by its protocol.`,
        { details: { team, study: name } },
      );
    let near = known?.ref === study.ref ? known : undefined;
    // Whoever has far to go goes in pages: all trials at once could be more than there is memory for.
    while (study.sequence - (near?.position.sequence ?? 0) > 2 * trialsOfPage) {
      near ??= new StudyMemory(study);
      const before = near.position.sequence;
      const calls = await store.calls(study.ref, before, trialsOfPage);
      if (calls.upTo === before) break;
      await hearCalls(near, calls);
    }
    const delta = await store.delta(team, name, near?.position, true);
    if (!delta) throw noStudy(team, name);
    const memory = await catchUp(near?.ref === delta.study.ref ? near : undefined, delta);
    this.#memories.keep(key, memory);
    return memory;
  }

  /** Runs requests until the turn's time is over, and saves what they changed. */
  async #answer(
    turn: StudyTurn,
    study: StudyMemory,
    batch: readonly Waiting[],
  ): Promise<{ readonly answers: readonly (() => void)[]; readonly left: readonly Waiting[] }> {
    const now = this.#deps.clock.now();
    const breather = new Breather();
    const final = await finalTrials(turn, study, batch);
    const context: StudyTurnContext = {
      study,
      now,
      breather,
      trial: (number) => {
        const trial = study.trialOfTurn(number) ?? final.get(number);
        if (trial) return trial;
        throw new NotFoundError(`There is no trial ${String(number)} in study ${study.name}.`);
      },
    };
    study.endIfDone(now);
    const answers: (() => void)[] = [];
    let answered = 0;
    for (const { request, resolve, reject } of batch) {
      if (answered > 0 && breather.elapsed > turnTime) break;
      answered += 1;
      try {
        const answer = await request.run(context);
        answers.push(() => {
          resolve(answer as never);
        });
      } catch (error) {
        if (!(error instanceof SlipwayError)) throw error;
        answers.push(() => {
          reject(error);
        });
      }
    }
    const changes = study.changes();
    if (changes) await turn.save(changes.progress, changes.trials, changes.reports);
    return { answers, left: batch.slice(answered) };
  }
}

/** The trials that requests are about and that have ended already. */
async function finalTrials(
  turn: StudyTurn,
  study: StudyMemory,
  batch: readonly Waiting[],
): Promise<Map<number, TrialRecord>> {
  const numbers = new Set<number>();
  for (const { request } of batch) {
    const { trial } = request;
    if (trial !== undefined && trial < study.nextTrial && !study.openTrial(trial)) numbers.add(trial);
  }
  const found = await turn.trials([...numbers]);
  return new Map(found.map((trial) => [trial.number, trial]));
}

const noStudy = (team: string, name: string): NotFoundError =>
  new NotFoundError(`There is no study ${name} in team ${team}.`, { details: { team, study: name } });
