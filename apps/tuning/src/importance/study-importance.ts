import { KnownStudySpec, StudySpec, type StudyImportance } from '@slipway/contracts';
import { InvalidInputError, nearest } from '@slipway/kernel';
import type { StudyRecord } from '@slipway/ports';
import { parameterImportance, type MeasuredResult } from '@slipway/search';
import { defineStudy, lossesOf } from '@slipway/studies';
import { Breather } from '../turns/breather.ts';
import type { TuningDeps } from '../tuning-deps.ts';

/** Results that importance is found from, and coordinates of all of them, at the most; and those that are read at a time. */
const limits = { results: 10_000, coordinates: 400_000, coordinatesOfPage: 4_000 };
/** New results, of those known, from which on it is found anew. */
const news = 0.02;
/** Answers that are kept. */
const mostKept = 256;

/** Milliseconds that who asks for a study waits for what has not been found yet. */
const patience = 25;

interface Kept {
  readonly complete: number;
  readonly answer: Promise<StudyImportance>;
  isPending: boolean;
  /** What was found last, by this or before. */
  last: StudyImportance | undefined;
}

/**
 * How much the parameters of studies matter; what was found is kept until there is enough news. Of each objective it is found
 * once at a time.
 */
export class StudyImportances {
  readonly #deps: Pick<TuningDeps, 'store' | 'clock' | 'logger'>;
  readonly #kept = new Map<string, Kept>();

  constructor(deps: Pick<TuningDeps, 'store' | 'clock' | 'logger'>) {
    this.#deps = deps;
  }

  /**
   * @param metric default: the first objective
   * @throws InvalidInputError for a metric that is no objective
   */
  async find(study: StudyRecord, metric?: string): Promise<StudyImportance> {
    return this.#upToDate(study, metric === undefined ? 0 : objectiveOf(study, metric)).answer;
  }

  /**
   * What was found last for the first objective; undefined as long as nothing is known. It is found anew meanwhile when there
   * is enough news, which is waited for only when nothing was found before, and not for long.
   */
  async last(study: StudyRecord): Promise<StudyImportance | undefined> {
    // Suggestions for clients of Optuna are their own, and so are the spaces that they search.
    if (study.optunaName !== undefined || study.results.complete === 0) return undefined;
    const { answer, last } = this.#upToDate(study, 0);
    const isOver = new AbortController();
    const found = answer.catch((error: unknown) => {
      this.#deps.logger.warn('the importance of parameters could not be found', { study: study.name, error });
      return undefined;
    });
    const known = last ?? (await Promise.race([found, this.#deps.clock.sleep(patience, isOver.signal)]));
    isOver.abort();
    return known?.importance.some(({ importance }) => importance > 0) ? known : undefined;
  }

  #upToDate(study: StudyRecord, objective: number): Kept {
    const { complete } = study.results;
    const key = `${String(study.ref)} ${String(objective)}`;
    const before = this.#kept.get(key);
    if (before && (before.isPending || complete <= before.complete * (1 + news))) return before;
    const answer = this.#compute(study, objective);
    const kept: Kept = { complete, answer, isPending: true, last: before?.last };
    this.#keep(key, kept);
    answer.then(
      (found) => {
        kept.last = found;
        kept.isPending = false;
      },
      () => {
        if (this.#kept.get(key) !== kept) return;
        if (before) this.#keep(key, before);
        else this.#kept.delete(key);
      },
    );
    return kept;
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
  }

  async #compute(study: StudyRecord, objective: number): Promise<StudyImportance> {
    const { space, spec } = defineStudy(StudySpec.parse(study.spec));
    const { complete } = study.results;
    const most = Math.min(limits.results, limits.coordinates / space.dimensions.length);
    const share = Math.min(1, most / Math.max(1, complete));
    const limit = Math.ceil(limits.coordinatesOfPage / space.dimensions.length);
    const results: MeasuredResult[] = [];
    let after: number | undefined;
    do {
      const page = await this.#deps.store.sampleResults(study.ref, share, { after, limit });
      for (const { point, values, violation } of page) {
        const [loss = NaN] = lossesOf(spec.objectives, values).slice(objective);
        results.push({ point: Float64Array.from(point), loss, violation });
      }
      after = page.length === limit ? page.at(-1)?.number : undefined;
    } while (after !== undefined);
    const shares = await unhurried(parameterImportance(space, results));
    const importance = space.dimensions.map(({ name }, dimension) => ({
      parameter: name,
      importance: shares[dimension] ?? 0,
    }));
    return {
      metric: spec.objectives[objective]?.metric ?? '',
      trials: complete,
      importance: importance.sort((one, other) => other.importance - one.importance),
    };
  }
}

/** Runs work to its end while other work of the process goes on. */
async function unhurried<Result>(work: Generator<undefined, Result>): Promise<Result> {
  const breather = new Breather();
  let step = work.next();
  while (step.done !== true) {
    await breather.pause();
    step = work.next();
  }
  return step.value;
}

function objectiveOf({ spec }: StudyRecord, metric: string): number {
  const metrics = KnownStudySpec.parse(spec).objectives.map((objective) => objective.metric);
  const objective = metrics.indexOf(metric);
  if (objective >= 0) return objective;
  const suggestion = nearest(metric, metrics);
  throw new InvalidInputError(`${metric} is no objective of the study: it has ${metrics.join(', ')}.`, {
    issues: [
      {
        path: 'query.metric',
        message: 'it is no objective of the study',
        ...(suggestion ? { suggestion } : {}),
      },
    ],
  });
}
