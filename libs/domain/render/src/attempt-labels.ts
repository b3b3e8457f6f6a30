import type { Job } from '@slipway/resources';
import { attemptName, labels, manager } from './attempt-manifest.ts';
import { sortedByName } from './sorted-by-name.ts';

/** Labels of an attempt's objects and pods; Slipway's own after those of the Job. */
export function attemptLabels(
  { metadata }: Job,
  run: string,
  epoch: number,
): Readonly<Record<string, string>> {
  return {
    ...sortedByName(metadata.labels),
    [labels.managedBy]: manager,
    [labels.team]: metadata.team,
    [labels.job]: metadata.name,
    [labels.run]: run,
    [labels.attempt]: attemptName(run, epoch),
    [labels.epoch]: String(epoch),
  };
}
