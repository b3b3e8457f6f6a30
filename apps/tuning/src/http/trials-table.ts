import type { StudySpec, Trial } from '@slipway/contracts';
import { stringify } from 'csv-stringify/sync';

/**
 * Trials as a table (RFC 4180) with a line of names. Texts that a spreadsheet would take for formulas have an apostrophe
 * before them. What a trial does not have is empty.
 */
export function trialsTable(spec: StudySpec): {
  readonly head: string;
  readonly rows: (trials: readonly Trial[]) => string;
} {
  const columns = columnsOf(spec);
  return {
    head: lines([columns.map(([name]) => name)]),
    rows: (trials) => lines(trials.map((trial) => columns.map(([, read]) => read(trial)))),
  };
}

type Cell = string | number | boolean | undefined;
type Column = readonly [name: string, read: (trial: Trial) => Cell];

const columnsOf = ({ parameters, objectives, outcomeConstraints }: StudySpec): readonly Column[] => [
  ['id', ({ id }) => id],
  ['state', ({ state }) => state],
  ...parameters.map(({ name }): Column => {
    return [`parameters.${name}`, (trial) => trial.parameters[name]];
  }),
  ...objectives.map(({ metric }, index): Column => [`values.${metric}`, ({ values }) => values[index]]),
  ...outcomeConstraints.map(({ metric }, index): Column => {
    return [`constraints.${metric}`, ({ constraints }) => constraints[index]];
  }),
  ['feasible', ({ feasible }) => feasible],
  ['cost', ({ cost }) => cost],
  ['improved', ({ improved }) => improved],
  ['parent', ({ training }) => training?.parent],
  ['fromStep', ({ training }) => training?.fromStep],
  ['toStep', ({ training }) => training?.toStep],
  ['worker', ({ worker }) => worker],
  ['note', ({ note }) => note],
  ['createdAt', ({ createdAt }) => createdAt],
  ['begunAt', ({ begunAt }) => begunAt],
  ['endedAt', ({ endedAt }) => endedAt],
];

const lines = (rows: readonly (readonly Cell[])[]): string =>
  stringify(rows as Cell[][], {
    escape_formulas: true,
    record_delimiter: 'windows',
    // By itself it quotes a whole line end alone.
    quoted_match: /[\r\n]/,
    cast: { boolean: String },
  });
