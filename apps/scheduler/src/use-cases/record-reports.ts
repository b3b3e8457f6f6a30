import type { ReportEnvelope } from '@slipway/contracts';
import type { AttemptAddress, MetricPoint, RunRecord } from '@slipway/ports';
import { isFinalAttempt } from '@slipway/runs';
import { wakeKeys, type SchedulerContext } from '../context.ts';
import { inTransaction } from '../unit-of-work.ts';
import { advanceRuns, type RunStep } from './advance-runs.ts';
import { checkSession } from './check-session.ts';
import { reportStep } from './report-step.ts';
import { withoutNul } from './without-nul.ts';

/** Different metrics of one run; points of further names are dropped. */
export const maximalMetricNames = 500;

/**
 * Records what the agent of a cluster observed, all in one transaction. Of each attempt it takes the reports in their
 * sequence, skips those that it has, and stops at a gap. The answer names the highest sequence recorded of each attempt,
 * or -1 for one that is unknown, of another cluster, or not of the team and run that its reports name.
 */
export async function recordReports(
  context: SchedulerContext,
  cluster: string,
  reports: readonly ReportEnvelope[],
  session?: number,
): Promise<Record<string, number>> {
  const byAttempt = Map.groupBy(reports.map(withoutNul), ({ attempt }) => attempt);
  const names = [...byAttempt.keys()];
  if (names.length === 0) return {};
  return inTransaction(context, async (work) => {
    await checkSession(work.store, cluster, session);
    const addresses = (await work.store.findAttempts(names)).filter(
      (address) => address.cluster === cluster && isMeant(address, byAttempt.get(address.name) ?? []),
    );
    const runs = await work.store.lockRuns([...new Set(addresses.map(({ runId }) => runId))]);
    const intakes = runs.map((run) => takeReports(run, addresses, byAttempt));
    const byRun = new Map(intakes.map((intake) => [intake.run.id, intake]));

    await advanceRuns(
      context,
      work,
      intakes.map(({ run }) => run),
      ({ id }) => byRun.get(id)?.steps ?? [],
    );
    await work.store.addMetrics(
      intakes.flatMap(({ run, metrics }) => metrics.map((point) => ({ ...point, run: run.id }))),
      maximalMetricNames,
    );
    work.afterCommit(() => {
      for (const name of names) context.wakes.wake(wakeKeys.log(name));
    });
    const known = new Set(addresses.map(({ name }) => name));
    const recorded = new Map(
      intakes.flatMap(({ run }) => run.attempts.map((attempt) => [attempt.name, attempt.recorded])),
    );
    return Object.fromEntries(names.map((name) => [name, known.has(name) ? (recorded.get(name) ?? -1) : -1]));
  });
}

/** Whether the reports name the attempt's own team and run: an agent that mixes them up observes something else. */
function isMeant(address: AttemptAddress, reports: readonly ReportEnvelope[]): boolean {
  return reports.every(({ team, run }) => team === address.team && run === address.run);
}

interface Intake {
  /** With the new sequences recorded. */
  readonly run: RunRecord;
  readonly steps: readonly RunStep[];
  readonly metrics: readonly MetricPoint[];
}

/** What the reports say that is new for this run. */
function takeReports(
  run: RunRecord,
  addresses: readonly AttemptAddress[],
  byAttempt: ReadonlyMap<string, readonly ReportEnvelope[]>,
): Intake {
  const steps: RunStep[] = [];
  const metrics: MetricPoint[] = [];
  const ended = new Set(
    run.run.attempts.filter(({ state }) => isFinalAttempt(state)).map(({ epoch }) => epoch),
  );
  const mine = new Set(addresses.filter(({ runId }) => runId === run.id).map(({ name }) => name));
  const attempts = run.attempts.map((attempt) => {
    if (!mine.has(attempt.name)) return attempt;
    const fresh = inSequence(byAttempt.get(attempt.name) ?? [], attempt.recorded);
    // What an attempt that was given up does since then does not count.
    for (const { report, at } of ended.has(attempt.epoch) ? [] : fresh) {
      const time = new Date(at);
      steps.push({ ...reportStep(report, attempt), at: time });
      if (report.type === 'metric') {
        metrics.push({ name: report.name, value: report.value, step: report.step, at: time });
      }
    }
    const pickedUp = fresh.map(({ report }) => report).find((report) => report.type === 'picked-up');
    return {
      ...attempt,
      recorded: fresh.at(-1)?.sequence ?? attempt.recorded,
      execution: attempt.execution ?? pickedUp?.execution,
    };
  });
  return { run: { ...run, attempts }, steps, metrics };
}

/** The reports that follow `recorded` without a gap, in order. */
function inSequence(reports: readonly ReportEnvelope[], recorded: number): readonly ReportEnvelope[] {
  const fresh: ReportEnvelope[] = [];
  for (const report of reports.toSorted((left, right) => left.sequence - right.sequence)) {
    if (report.sequence === recorded + fresh.length + 1) fresh.push(report);
  }
  return fresh;
}
