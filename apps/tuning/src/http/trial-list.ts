import { StudySpec, type Trial } from '@slipway/contracts';
import { InvalidInputError } from '@slipway/kernel';
import type { StudyRecord, StudyStore, TrialOrder, TrialQuery, TrialRecord } from '@slipway/ports';
import { lossesOf, parseTrialFilter, type TrialState } from '@slipway/studies';
import { cursorOf, pageOf, trialAfter } from './pages.ts';
import { trialView } from './trial-view.ts';
import { trialsTable } from './trials-table.ts';

/** Trials that are read at a time for a table. */
const batch = 500;

export interface TrialSelection {
  readonly state?: TrialState | undefined;
  readonly filter?: string | undefined;
}

export interface TrialPage extends TrialSelection {
  readonly order: TrialOrder['by'];
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** @throws InvalidInputError for a filter or a cursor that is none */
export async function trialPage(
  store: StudyStore,
  study: StudyRecord,
  { order: by, limit, cursor, ...selection }: TrialPage,
): Promise<{ items: Trial[]; cursor?: string }> {
  const { objectives } = StudySpec.parse(study.spec);
  const [objective] = objectives;
  const order: TrialOrder = by === 'best' ? { by, direction: objective?.direction ?? 'minimize' } : { by };
  const found = await store.listTrials(study.ref, {
    ...selected(study, selection),
    ...{ order, after: trialAfter(cursor, by), limit: limit + 1 },
  });
  const keyOf = ({ number, state, violation, values }: TrialRecord): readonly number[] => {
    if (by !== 'best') return [number];
    if (state !== 'complete') return [Infinity, Infinity, number];
    return [violation, lossesOf(objectives, values)[0] ?? Infinity, number];
  };
  return pageOf(found, limit, trialView, (trial) => cursorOf(keyOf(trial).join(' ')));
}

/** All trials as a table, batch by batch. */
export async function* trialsAsCsv(
  store: StudyStore,
  study: StudyRecord,
  query: Pick<TrialQuery, 'state' | 'where'>,
): AsyncGenerator<Uint8Array> {
  const table = trialsTable(StudySpec.parse(study.spec));
  yield Buffer.from(table.head);
  for await (const trials of batches(store, study.ref, query)) yield Buffer.from(table.rows(trials));
}

/** All trials, one in each line as JSON, batch by batch. */
export async function* trialsAsJsonLines(
  store: StudyStore,
  study: StudyRecord,
  query: Pick<TrialQuery, 'state' | 'where'>,
): AsyncGenerator<Uint8Array> {
  for await (const trials of batches(store, study.ref, query))
    yield Buffer.from(trials.map((trial) => `${JSON.stringify(trial)}\n`).join(''));
}

async function* batches(
  store: StudyStore,
  ref: number,
  query: Pick<TrialQuery, 'state' | 'where'>,
): AsyncGenerator<readonly Trial[]> {
  let after: readonly number[] | undefined;
  do {
    const trials = await store.listTrials(ref, { ...query, after, limit: batch });
    if (trials.length > 0) yield trials.map(trialView);
    const last = trials.length === batch ? trials.at(-1) : undefined;
    after = last && [last.number];
  } while (after !== undefined);
}

/** @throws InvalidInputError for a filter that does not fit the study */
export function selected(
  study: StudyRecord,
  { state, filter }: TrialSelection,
): Pick<TrialQuery, 'state' | 'where'> {
  if (filter === undefined) return { state };
  const { parameters, ...spec } = StudySpec.parse(study.spec);
  const read = parseTrialFilter(filter, { ...spec, parameters: parameters.map(({ name }) => name) });
  if (read.kind === 'filter') return { state, where: read.comparisons };
  throw new InvalidInputError(`invalid query: filter: ${read.message}`, {
    issues: [{ path: 'query.filter', message: read.message }],
  });
}
