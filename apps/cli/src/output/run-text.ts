import type { Colours } from './output.ts';

type Paint = (text: string) => string;

/** States of runs, attempts, and runs and jobs of workflows in the colour of what they mean. */
export function stateText(state: string, colours: Colours): string {
  const paints: Readonly<Record<string, Paint>> = {
    succeeded: colours.green,
    running: colours.cyan,
    preparing: colours.cyan,
    failed: colours.red,
    lost: colours.red,
    cancelled: colours.yellow,
    stopped: colours.yellow,
    cancelling: colours.yellow,
    'backing-off': colours.yellow,
    moving: colours.yellow,
    stopping: colours.yellow,
    'waiting-for-approval': colours.yellow,
    skipped: colours.dim,
  };
  return (paints[state] ?? ((text) => text))(state);
}

export function percent(fraction: number | undefined): string {
  return fraction === undefined ? '' : `${String(Math.round(fraction * 100))}%`;
}

/** A metric's value: four significant digits tell enough in a table. */
export function metricText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** First seven digits of a commit, as git shows them. */
export function shortCommit(commit: string | undefined): string {
  return commit?.slice(0, 7) ?? '';
}
