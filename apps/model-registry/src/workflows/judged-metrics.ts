import { canonicalJson } from '@slipway/kernel';
import type { WorkflowRunRecord } from '@slipway/ports';
import { z } from 'zod';

/** Tag of a version with the values that evaluations have judged before it was registered, as a JSON object. */
const tag = 'slipway.metrics';
const Values = z.record(z.string(), z.number());

/**
 * The values that evaluations of a run have judged, as a tag of the version that it registers; none when there were none. They
 * may come from other programs than the one whose model it is, so that the run of that one does not have them.
 */
export function judgedMetricsTag({
  run,
}: Pick<WorkflowRunRecord, 'run'>): readonly { readonly key: string; readonly value: string }[] {
  const judged = run.jobs.flatMap(({ state, result }) =>
    state === 'succeeded' ? (result?.gates ?? []) : [],
  );
  const values = judged.flatMap(({ metric, value }) =>
    value === undefined ? [] : [[metric, value] as const],
  );
  return values.length === 0 ? [] : [{ key: tag, value: canonicalJson(Object.fromEntries(values)) }];
}

/** The values in the tags of a version. Anybody may write tags: what is none of ours holds nothing. */
export function judgedMetrics(tags: Readonly<Record<string, string>>): Readonly<Record<string, number>> {
  try {
    return Values.parse(JSON.parse(tags[tag] ?? '{}'));
  } catch {
    return {};
  }
}
