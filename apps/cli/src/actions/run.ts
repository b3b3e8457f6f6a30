import { runEndpoints } from '@slipway/contracts';
import { chooseTeam } from '../connection/choose-team.ts';
import { connect } from '../connection/connect.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parseReference } from '../input/reference.ts';
import type { Invocation } from '../invocation.ts';
import { finishRuns, type FinishOptions } from './finish-runs.ts';
import { showOne } from './show-one.ts';

export interface StartOptions extends FinishOptions {
  readonly reason?: string;
}

/** Runs a Job again as it stands. */
export async function run(
  invocation: Invocation,
  words: readonly string[],
  options: StartOptions,
): Promise<ExitCode> {
  const { name } = parseReference(words, ['job', 'study'], 'job');
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const started = await client.call(runEndpoints.startRun, {
    params: { team, name },
    body: options.reason === undefined ? {} : { reason: options.reason },
    signal: invocation.signal,
  });
  await showOne(invocation, `run/${started.name}`, 'started', started);
  return finishRuns(invocation, client, [{ team, run: started.name }], options);
}
