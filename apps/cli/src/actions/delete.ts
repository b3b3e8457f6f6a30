import { resourceEndpoints } from '@slipway/contracts';
import { chooseTeam } from '../connection/choose-team.ts';
import { connect } from '../connection/connect.ts';
import { parseReference } from '../input/reference.ts';
import type { Invocation } from '../invocation.ts';
import { showOne } from './show-one.ts';

/** Removes a Job or a Study from desired state. Its history stays in git. */
export async function deleteResource(invocation: Invocation, words: readonly string[]): Promise<void> {
  const { kind, name } = parseReference(words, ['job', 'study'], 'job');
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const deleted = await client.call(
    kind === 'study' ? resourceEndpoints.deleteStudyResource : resourceEndpoints.deleteJob,
    {
      params: { team, name },
      signal: invocation.signal,
    },
  );
  await showOne(invocation, `${kind}/${name}`, `deleted by change ${deleted.change ?? ''}`.trim(), deleted);
}
