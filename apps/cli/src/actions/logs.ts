import { runEndpoints, type Client } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import { chooseTeam } from '../connection/choose-team.ts';
import { connect } from '../connection/connect.ts';
import { followLog } from '../connection/follow-log.ts';
import { parseReference } from '../input/reference.ts';
import type { Invocation } from '../invocation.ts';

export interface LogsOptions {
  readonly follow?: boolean;
  readonly epoch?: number;
  readonly index: number;
}

/** Writes the log of a run as its program wrote it, byte for byte; of a Job or Study, that of its newest run. */
export async function logs(
  invocation: Invocation,
  words: readonly string[],
  { follow, epoch, index }: LogsOptions,
): Promise<void> {
  const { out, signal } = invocation;
  const reference = parseReference(words, ['run', 'job', 'study'], 'run');
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const run =
    reference.kind === 'run' ? reference.name : await newestRun(client, team, reference.name, signal);
  const query = { index, ...(epoch === undefined ? {} : { epoch }) };
  const chunks =
    follow === true
      ? followLog(invocation, client, { team, run, epoch, index })
      : client.bytes(runEndpoints.runLogs, { params: { team, run }, query, signal });
  for await (const chunk of chunks) await out.write(chunk);
}

async function newestRun(client: Client, team: string, job: string, signal: AbortSignal): Promise<string> {
  const { items } = await client.call(runEndpoints.listRuns, {
    params: { team },
    query: { job, limit: 1 },
    signal,
  });
  const [newest] = items;
  if (newest === undefined) throw new NotFoundError(`${job} of team ${team} has no run`);
  return newest.name;
}
