import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { limits } from '@slipway/contracts';
import { wakeKeys, type SchedulerContext } from '../context.ts';
import { agentAttempt } from './agent-attempt.ts';
import { checkSession } from './check-session.ts';

interface LogPlace {
  readonly index: number;
  readonly offset: number;
  readonly session?: number | undefined;
  readonly mark?: string | undefined;
}

/** Appends a chunk that an agent sends, and wakes who follows the log. `content` is bounded by the endpoint. */
export async function appendLog(
  context: SchedulerContext,
  cluster: string,
  attempt: string,
  { index, offset, session, mark }: LogPlace,
  content: Readable,
): Promise<{ readonly next: number; readonly full: boolean; readonly mark?: string }> {
  await agentAttempt(context, cluster, attempt);
  if (session !== undefined)
    await context.store.transaction((store) => checkSession(store, cluster, session));
  const bytes = await buffer(content);
  const { mark: kept, ...result } = await context.store.logs.append(
    { attempt, index },
    offset,
    bytes,
    limits.logBytes,
    mark,
  );
  context.wakes.wake(wakeKeys.log(attempt));
  return { ...result, ...(kept !== undefined && { mark: kept }) };
}
