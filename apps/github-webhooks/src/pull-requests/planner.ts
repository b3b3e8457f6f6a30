import type { PlanReport } from '@slipway/plan';
import type { ObjectId } from '@slipway/ports';
import type { Piscina } from 'piscina';

/** What is planned: a change between two commits of a repository on this machine. */
export interface PlanTask {
  readonly repository: string;
  /** The branch that the change would go to. */
  readonly base: string;
  readonly head: ObjectId;
  /** Undefined: nobody is said to be of another team. */
  readonly author: string | undefined;
}

/** Makes plans beside the thread that takes deliveries: one may take seconds of it. */
export interface Planner {
  /** @throws Error when it takes too long, or the repository can not be read */
  plan(task: PlanTask): Promise<PlanReport>;
  close(): Promise<void>;
}

/** Milliseconds. */
const times = { plan: 120_000, idle: 60_000 } as const;
/** Plans that wait for the thread, at most. */
const mostWaiting = 100;

export function createPlanner(): Planner {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  let opened: Promise<Piscina<PlanTask, PlanReport>> | undefined;
  const open = async (): Promise<Piscina<PlanTask, PlanReport>> => {
    const { Piscina: Pool } = await import('piscina');
    return new Pool<PlanTask, PlanReport>({
      filename: new URL(`./plan-thread.${extension}`, import.meta.url).href,
      ...{ name: 'plan', minThreads: 0, maxThreads: 1, idleTimeout: times.idle, maxQueue: mostWaiting },
    });
  };
  return {
    plan: async (task) => (await (opened ??= open())).run(task, { signal: AbortSignal.timeout(times.plan) }),
    close: async () => {
      await (await opened)?.close({ force: true });
    },
  };
}
