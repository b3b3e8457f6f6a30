import { StudySpec, type StudyImportance } from '@slipway/contracts';
import { InvalidInputError, nearest } from '@slipway/kernel';
import type { StudyRecord, StudyStore } from '@slipway/ports';
import { parameterImportance } from '@slipway/search';
import { lossesOf } from '@slipway/studies';
import { defineStudy } from '../studies/study-definition.ts';

/** Results that importance is found from, and coordinates of all of them, at the most: it takes some 100 ms then. */
const limits = { results: 10_000, coordinates: 400_000 };
/** New results, of those known, from which on it is found anew. */
const news = 0.02;
/** Answers that are kept. */
const mostKept = 256;

interface Kept {
  readonly complete: number;
  readonly answer: Promise<StudyImportance>;
}

/** How much the parameters of studies matter; what was found is kept until there is enough news. */
export class StudyImportances {
  readonly #store: StudyStore;
  readonly #kept = new Map<string, Kept>();

  constructor(store: StudyStore) {
    this.#store = store;
  }

  /**
   * @param metric default: the first objective
   * @throws InvalidInputError for a metric that is no objective
   */
  async find(study: StudyRecord, metric?: string): Promise<StudyImportance> {
    const spec = StudySpec.parse(study.spec);
    const objective = objectiveOf(spec, metric);
    const { complete } = study.results;
    const key = `${String(study.ref)} ${String(objective)}`;
    const kept = this.#kept.get(key);
    if (kept && complete <= kept.complete * (1 + news)) return kept.answer;
    const answer = this.#compute(study, spec, objective);
    this.#kept.delete(key);
    this.#kept.set(key, { complete, answer });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
    answer.catch(() => {
      if (this.#kept.get(key)?.answer === answer) this.#kept.delete(key);
    });
    return answer;
  }

  async #compute(study: StudyRecord, spec: StudySpec, objective: number): Promise<StudyImportance> {
    const { space } = defineStudy(spec);
    const { complete } = study.results;
    const most = Math.min(limits.results, limits.coordinates / space.dimensions.length);
    const found = await this.#store.sampleResults(study.ref, Math.min(1, most / Math.max(1, complete)));
    const results = found.map(({ point, values, violation }) => ({
      point: Float64Array.from(point),
      loss: lossesOf(spec.objectives, values)[objective] ?? NaN,
      violation,
    }));
    const shares = parameterImportance(space, results);
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

function objectiveOf({ objectives }: StudySpec, metric: string | undefined): number {
  if (metric === undefined) return 0;
  const metrics = objectives.map((objective) => objective.metric);
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
