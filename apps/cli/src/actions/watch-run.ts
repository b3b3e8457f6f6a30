import type { Client, RunEvent } from '@slipway/contracts';
import { followEvents } from '../connection/follow-events.ts';
import { followLog } from '../connection/follow-log.ts';
import type { Invocation } from '../invocation.ts';
import { clipped, printable } from '../output/printable.ts';

export interface WatchedRun {
  readonly team: string;
  readonly run: string;
  /** Put before each line when several runs are watched at once. */
  readonly prefix: string;
}

/** How long the last of a log is waited for when its run has ended, in milliseconds. */
const logPatience = 10_000;

/** Shows the events of a run and the log of its first process, until the run has ended. */
export async function watchRun(
  invocation: Invocation,
  client: Client,
  { team, run, prefix }: WatchedRun,
): Promise<void> {
  const { out, clock } = invocation;
  const enough = new AbortController();
  const signal = AbortSignal.any([invocation.signal, enough.signal]);
  const log = showLog({ ...invocation, signal }, client, { team, run, prefix });
  // A log that breaks is no reason to stop watching; what the events say is what counts.
  const logDone = log.catch(() => undefined);
  try {
    for await (const event of followEvents(invocation, client, { team, run })) {
      if (event.type === 'finished') await Promise.race([logDone, clock.sleep(logPatience, signal)]);
      await out.line(prefix + eventLine(event, out.colours.cyan));
      if (event.type === 'finished') return;
    }
  } finally {
    enough.abort(new Error('the run is not watched any more'));
    await logDone;
  }
}

/** One event as a line: time, type, message. */
export function eventLine({ at, type, message }: RunEvent, paint: (text: string) => string): string {
  return `${at.slice(11, 19)}  ${paint(printable(type).padEnd(11))}  ${printable(message)}`;
}

const maxLine = 1000;

async function showLog(
  invocation: Invocation,
  client: Client,
  { team, run, prefix }: WatchedRun,
): Promise<void> {
  const { out } = invocation;
  const decoder = new TextDecoder();
  const show = (line: string): Promise<void> =>
    out.line(`${prefix}${out.colours.dim('│')} ${clipped(printable(line), maxLine)}`);
  let rest = '';
  for await (const chunk of followLog(invocation, client, { team, run, index: 0 })) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    // A program may write without ever ending a line.
    rest = clipped(lines.pop() ?? '', maxLine + 1);
    for (const line of lines) await show(line);
  }
  if (rest !== '') await show(rest);
}
