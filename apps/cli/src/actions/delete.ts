import { resourceEndpoints } from '@slipway/contracts';
import { chooseTeam } from '../connection/choose-team.ts';
import { connect } from '../connection/connect.ts';
import { parseReference } from '../input/reference.ts';
import type { Invocation } from '../invocation.ts';
import { showOne } from './show-one.ts';

/** Removes a Job or Study from desired state. Its history stays in git, and the trials of a study on record. */
export async function deleteProgram(invocation: Invocation, words: readonly string[]): Promise<void> {
  const { kind, name } = parseReference(words, ['job', 'study'], 'job');
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const endpoint = kind === 'study' ? resourceEndpoints.deleteStudyResource : resourceEndpoints.deleteJob;
  const deleted = await client.call(endpoint, { params: { team, name }, signal: invocation.signal });
  const done =
    deleted.proposal === undefined
      ? `deleted by change ${deleted.change ?? ''}`.trim()
      : `to be deleted by proposal ${deleted.proposal}`;
  await showOne(invocation, `${kind}/${name}`, done, deleted);
}
