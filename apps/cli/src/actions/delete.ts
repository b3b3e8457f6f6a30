import { resourceEndpoints } from '@slipway/contracts';
import { chooseTeam } from '../connection/choose-team.ts';
import { connect } from '../connection/connect.ts';
import { parseReference } from '../input/reference.ts';
import type { Invocation } from '../invocation.ts';
import { showOne } from './show-one.ts';

/** Removes a Job from desired state. Its history stays in git. */
export async function deleteJob(invocation: Invocation, words: readonly string[]): Promise<void> {
  const { name } = parseReference(words, ['job'], 'job');
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const deleted = await client.call(resourceEndpoints.deleteJob, {
    params: { team, name },
    signal: invocation.signal,
  });
  await showOne(invocation, `job/${name}`, `deleted by change ${deleted.change ?? ''}`.trim(), deleted);
}
