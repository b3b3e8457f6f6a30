import { planSnapshots } from '@slipway/git/plan';
import { InvalidInputError, TooLargeError } from '@slipway/kernel';
import { makePlan, planReport, unplannable, type PlanReport } from '@slipway/plan';
import type { PlanTask } from './planner.ts';

/** Reports of plans that were made last: a review asks for the same again. */
const mostKept = 50;
const kept = new Map<string, PlanReport>();

/** Runs in the thread of a planner. */
export async function plan(task: PlanTask): Promise<PlanReport> {
  try {
    return await reportOf(task);
  } catch (error) {
    if (error instanceof InvalidInputError || error instanceof TooLargeError)
      return unplannable(error.message);
    throw error;
  }
}

async function reportOf({ repository, base, head, author }: PlanTask): Promise<PlanReport> {
  const sides = await planSnapshots({ repository, base, head });
  const key = [sides.base.revision, head, author].join(' ');
  const report =
    kept.get(key) ?? planReport(makePlan(sides.base, sides.head, author === undefined ? {} : { author }));
  kept.delete(key);
  kept.set(key, report);
  const oldest = kept.keys().next();
  if (kept.size > mostKept && oldest.done !== true) kept.delete(oldest.value);
  return report;
}
