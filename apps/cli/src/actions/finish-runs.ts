import { runEndpoints, type Client, type Run } from '@slipway/contracts';
import { followEvents } from '../connection/follow-events.ts';
import { isFinal } from '../connection/follow-log.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { metricText, stateText } from '../output/run-text.ts';
import { printable } from '../output/printable.ts';
import { watchRun } from './watch-run.ts';

export interface FinishOptions {
  /** Wait until the runs have ended. */
  readonly wait?: boolean;
  /** Wait and show what happens: events and log. */
  readonly watch?: boolean;
}

export interface RunName {
  readonly team: string;
  readonly run: string;
}

/** Waits until runs have ended and tells how. The exit code is 1 unless all succeeded. */
export async function finishRuns(
  invocation: Invocation,
  client: Client,
  runs: readonly RunName[],
  { wait, watch }: FinishOptions,
): Promise<ExitCode> {
  if (wait !== true && watch !== true) return exitCodes.ok;
  const ended = await Promise.all(
    runs.map((run) => finishRun(invocation, client, run, watch === true, runs.length > 1)),
  );
  return ended.every(({ state }) => state === 'succeeded') ? exitCodes.ok : exitCodes.different;
}

async function finishRun(
  invocation: Invocation,
  client: Client,
  { team, run }: RunName,
  watch: boolean,
  several: boolean,
): Promise<Run> {
  const { err, signal } = invocation;
  if (watch) await watchRun(invocation, client, { team, run, prefix: several ? `${run} ` : '' });
  else await untilEnded(invocation, client, { team, run });
  const ended = await client.call(runEndpoints.getRun, { params: { team, run }, signal });
  const metrics = ended.metrics.map(({ name, value }) => ` ${printable(name)}=${metricText(value)}`).join('');
  const reason =
    ended.reason === undefined || ended.state === 'succeeded' ? '' : `: ${printable(ended.reason)}`;
  await err.line(`run/${run} ${stateText(ended.state, err.colours)}${reason}${metrics}`);
  return ended;
}

async function untilEnded(invocation: Invocation, client: Client, { team, run }: RunName): Promise<void> {
  if (isFinal(await client.call(runEndpoints.getRun, { params: { team, run }, signal: invocation.signal })))
    return;
  for await (const event of followEvents(invocation, client, { team, run }))
    if (event.type === 'finished') return;
}
