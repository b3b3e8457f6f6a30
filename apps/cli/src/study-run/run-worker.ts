import { studyEndpoints } from '@slipway/contracts';
import { persistently } from '../connection/persistently.ts';
import type { RunContext } from './run-context.ts';
import { runTrial } from './run-trial.ts';

/** Milliseconds until a worker that got nothing asks again. */
const pause = 1_000;

/** Asks for a trial, runs it, tells its result, and again, until the study has ended or no more trial may begin. */
export async function runWorker(context: RunContext, worker: string): Promise<void> {
  const { invocation, study, mayBegin, onNotice } = context;
  const { signal, clock } = invocation;
  let told = '';
  while (mayBegin()) {
    for (;;) {
      signal.throwIfAborted();
      const { trials, state, reason } = await persistently(invocation, () =>
        study.client.call(studyEndpoints.askTrials, {
          params: study.params,
          body: { worker, count: 1 },
          signal,
        }),
      );
      const [task] = trials;
      if (task !== undefined) {
        await runTrial(context, worker, task);
        break;
      }
      if (state === 'ended') return;
      const why = state === 'paused' ? 'the study is paused' : 'no trial is free: others run those there are';
      if (told !== why) await onNotice(`${worker} waits: ${reason ?? why}`);
      told = why;
      await clock.sleep(pause, signal);
    }
  }
}
