import { runEndpoints, type Run } from '@slipway/contracts';
import { chooseTeam } from '../connection/choose-team.ts';
import { connect } from '../connection/connect.ts';
import { followEvents } from '../connection/follow-events.ts';
import { isFinal } from '../connection/follow-log.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { parseReference } from '../input/reference.ts';
import type { Invocation } from '../invocation.ts';
import { printable } from '../output/printable.ts';
import { stateText } from '../output/run-text.ts';
import { showOne } from './show-one.ts';

export interface MoveOptions {
  /** Where its placement finds room when left out. */
  readonly to?: string;
  readonly reason?: string;
  readonly wait?: boolean;
}

/** Moves a run to another cluster. With `wait`, returns when it runs there, or has ended on the way. */
export async function move(
  invocation: Invocation,
  words: readonly string[],
  { to, reason, wait }: MoveOptions,
): Promise<ExitCode> {
  const { signal, err, out } = invocation;
  const { name } = parseReference(words, ['run'], 'run');
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const params = { team, run: name };
  const moving = await client.call(runEndpoints.moveRun, {
    params,
    body: { ...(to !== undefined && { cluster: to }), ...(reason !== undefined && { reason }) },
    signal,
  });
  const where = printable(moving.cluster);
  await showOne(invocation, `run/${name}`, `${stateText(moving.state, out.colours)} to ${where}`, moving);
  if (wait !== true) return exitCodes.ok;
  const target = moving.cluster;
  let run: Run = moving;
  for await (const event of followEvents(invocation, client, params)) {
    if (!decisive.has(event.type)) continue;
    run = await client.call(runEndpoints.getRun, { params, signal });
    if (isFinal(run) || arrived(run, target) || run.cluster !== target) break;
  }
  const place = printable(run.attempts.at(-1)?.cluster ?? run.cluster);
  await err.line(`run/${name} ${stateText(run.state, err.colours)} on ${place}`);
  return arrived(run, target) ? exitCodes.ok : exitCodes.different;
}

/** After these it may have arrived, have ended on the way, or stay because its withdrawal was rejected. */
const decisive: ReadonlySet<string> = new Set(['started', 'finished', 'warning']);

/** It runs, or has run to its end, where it was to go. */
const arrived = ({ state, attempts }: Run, target: string): boolean =>
  (state === 'running' || state === 'succeeded') && attempts.at(-1)?.cluster === target;
