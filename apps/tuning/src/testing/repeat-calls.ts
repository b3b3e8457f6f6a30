import { studyEndpoints } from '@slipway/contracts';
import type { StudyDelta, TrialRecord } from '@slipway/ports';
import { Configuration, TrialState } from '@slipway/studies';
import { valueView } from '../http/trial-view.ts';
import type { TuningHarness } from './tuning-harness.ts';

/** `place` among the calls of the sampler; `report` among the reports of the study, 0 for a call, which comes before them. */
interface Call {
  readonly place: number;
  readonly report: number;
  readonly make: () => Promise<unknown>;
}

/** Has the life of a study once more in a new one: its trials begin, report and end in the same order, one after the other. */
export async function repeatCalls(
  harness: TuningHarness,
  { open, ended, reports }: Pick<StudyDelta, 'open' | 'ended' | 'reports'>,
  study: string,
): Promise<void> {
  const calls: Call[] = [];
  for (const trial of [...open, ...ended]) {
    const { begun, told } = trial;
    if (begun !== undefined)
      calls.push({ place: begun, report: 0, make: () => begin(harness, study, trial) });
    if (told !== undefined) calls.push({ place: told, report: 0, make: () => tell(harness, study, trial) });
  }
  for (const { place: report, sequence: place, trial, step, values } of reports) {
    const value = Number.isFinite(values[0]) ? Number(values[0]) : 'NaN';
    const make = () => harness.report(study, trial, workerOf(trial), step, value);
    calls.push({ place, report, make });
  }
  calls.sort((one, other) => one.place - other.place || one.report - other.report);
  for (const { make } of calls) await make();
}

const workerOf = (trial: number): string => `worker of ${String(trial)}`;

async function begin(harness: TuningHarness, study: string, trial: TrialRecord): Promise<void> {
  const { number, isSuggested, parameters } = trial;
  if (!isSuggested)
    await harness.as('alice').call(studyEndpoints.enqueueTrials, {
      params: { team: 'vision', name: study },
      body: { configurations: [Configuration.parse(parameters)] },
    });
  const [id] = await harness.ids(study, workerOf(number));
  if (id !== number) throw new Error(`trial ${String(number)} of ${study} began as ${String(id)}`);
}

function tell(
  harness: TuningHarness,
  study: string,
  { number, state, values }: TrialRecord,
): Promise<unknown> {
  return state === TrialState.Failed
    ? harness.tell(study, number, { state })
    : harness.tell(study, number, {
        state: state === TrialState.Pruned ? state : TrialState.Complete,
        values: values.map(valueView),
      });
}
