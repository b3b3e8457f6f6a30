import type { Invocation } from '../invocation.ts';
import { createRetry } from './follow-events.ts';

/** Calls until the server has answered: for calls that may be done twice. @throws the error when it will not pass */
export async function persistently<Answer>(
  invocation: Pick<Invocation, 'clock' | 'signal' | 'err'>,
  call: () => Promise<Answer>,
): Promise<Answer> {
  const retry = createRetry(invocation);
  for (;;)
    try {
      return await call();
    } catch (error) {
      await retry.wait(error);
    }
}
