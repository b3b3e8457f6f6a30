import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { limits } from '@slipway/contracts';
import { wakeKeys, type SchedulerContext } from '../context.ts';
import { agentAttempt } from './agent-attempt.ts';

/** Appends a chunk that an agent sends, and wakes who follows the log. `content` is bounded by the endpoint. */
export async function appendLog(
  context: SchedulerContext,
  cluster: string,
  attempt: string,
  { index, offset }: { readonly index: number; readonly offset: number },
  content: Readable,
): Promise<{ readonly next: number; readonly full: boolean }> {
  await agentAttempt(context, cluster, attempt);
  const bytes = await buffer(content);
  const result = await context.store.logs.append({ attempt, index }, offset, bytes, limits.logBytes);
  context.wakes.wake(wakeKeys.log(attempt));
  return result;
}
