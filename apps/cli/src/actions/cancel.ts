import { runEndpoints } from '@slipway/contracts';
import { chooseTeam } from '../connection/choose-team.ts';
import { connect } from '../connection/connect.ts';
import { followEvents } from '../connection/follow-events.ts';
import { isFinal } from '../connection/follow-log.ts';
import { parseReference } from '../input/reference.ts';
import type { Invocation } from '../invocation.ts';
import { stateText } from '../output/run-text.ts';
import { showOne } from './show-one.ts';

export interface CancelOptions {
  readonly reason?: string;
  readonly wait?: boolean;
}

/** Cancels a run. With `wait`, returns when its processes have stopped. */
export async function cancel(
  invocation: Invocation,
  words: readonly string[],
  { reason, wait }: CancelOptions,
): Promise<void> {
  const { signal, err } = invocation;
  const { name } = parseReference(words, ['run'], 'run');
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const params = { team, run: name };
  const cancelled = await client.call(runEndpoints.cancelRun, {
    params,
    body: reason === undefined ? {} : { reason },
    signal,
  });
  await showOne(invocation, `run/${name}`, stateText(cancelled.state, invocation.out.colours), cancelled);
  if (wait !== true || isFinal(cancelled)) return;
  for await (const event of followEvents(invocation, client, params)) if (event.type === 'finished') break;
  const ended = await client.call(runEndpoints.getRun, { params, signal });
  await err.line(`run/${name} ${stateText(ended.state, err.colours)}`);
}
