import type { Configuration } from './spec/fields.ts';
import type { Objective } from './study.ts';

/** Best trials that a result names at the most: it is a file for people. */
const mostBest = 20;
const mostData = 50;

/** Data that a trial has used. */
export interface DataDigest {
  readonly name: string;
  readonly digest: string;
  /** What for: `train`. */
  readonly use?: string;
}

export interface StudyOutcome {
  readonly name: string;
  readonly team: string;
  readonly reason: string | undefined;
  readonly counts: { readonly complete: number; readonly pruned: number; readonly failed: number };
  readonly objectives: readonly Objective[];
  /** The best one, or the Pareto front. */
  readonly best: readonly {
    readonly number: number;
    readonly parameters: Configuration;
    readonly values: readonly number[];
  }[];
  /** Job that the best values go to; `problem` says why they do not. */
  readonly target?: { readonly job: string; readonly problem?: string };
  /** Where the program came from. */
  readonly code: Readonly<Record<string, string>>;
  /** What the best trials have logged as their inputs. */
  readonly data?: readonly DataDigest[];
}

/** What a study has found, as it is kept in git beside it. */
export function resultDocument(outcome: StudyOutcome): object {
  const { name, team, reason, counts, objectives, best, target, code, data = [] } = outcome;
  return {
    apiVersion: 'slipway.dev/v1',
    kind: 'StudyResult',
    metadata: { name, team },
    result: {
      ...(reason === undefined ? {} : { reason }),
      trials: { ...counts },
      best: best.slice(0, mostBest).map(({ number, parameters, values }) => ({
        trial: number,
        parameters,
        values: Object.fromEntries(objectives.map(({ metric }, index) => [metric, values[index] ?? null])),
      })),
      ...(best.length > mostBest ? { moreBest: best.length - mostBest } : {}),
      ...(target === undefined ? {} : { target }),
      code,
      ...(data.length === 0 ? {} : { data: data.slice(0, mostData) }),
    },
  };
}
