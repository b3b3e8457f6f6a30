import { wakeKeys, type SchedulerContext } from '../context.ts';

/** One item at once and one for every time that the branch may have moved since the last. */
export async function* wakeAgent(
  context: SchedulerContext,
  signal: AbortSignal,
): AsyncGenerator<{ readonly repository: string }> {
  const { repository } = context;
  const watch = context.wakes.watch(wakeKeys.repository(repository));
  try {
    while (!signal.aborted) {
      watch.look();
      yield { repository };
      await watch.wait(forever, signal);
    }
  } finally {
    watch.close();
  }
}

/** The longest that a timer takes, in milliseconds: 24 days. */
const forever = 2 ** 31 - 1;
