import type { TrackedRun } from '@slipway/contracts';
import type { Colours } from './output.ts';
import { printable } from './printable.ts';
import { metricText } from './run-text.ts';
import { fieldLines, tableLines } from './table.ts';

/** How the newest attempt of a run is tracked, with its params and latest metrics. `server` completes its link. */
export function trackedRunLines(tracked: TrackedRun, server: string, colours: Colours): string[] {
  const { attempt, experimentId, runId, status, link, params, metrics } = tracked;
  const lines = fieldLines([
    ['Run', `${runId} of experiment ${experimentId}`],
    ['Attempt', printable(attempt)],
    ['Status', status],
    ['Link', link.startsWith('/') ? server.replace(/\/+$/, '') + link : link],
  ]);
  const rows = [
    ...params.map(({ name, value }) => ['param', printable(name), printable(value), '']),
    ...metrics.map(({ name, value, step }) => [
      'metric',
      printable(name),
      typeof value === 'number' ? metricText(value) : value,
      String(step),
    ]),
  ];
  const table = rows.length === 0 ? [] : ['', ...tableLines(['kind', 'name', 'latest', 'step'], rows)];
  return [
    colours.bold('Tracked by the model registry'),
    ...[...lines, ...table].map((line) => (line === '' ? '' : `  ${line}`)),
  ];
}
