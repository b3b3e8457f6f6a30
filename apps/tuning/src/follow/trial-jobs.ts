import { ConflictError, InvalidInputError, parseDuration } from '@slipway/kernel';
import type { JobStudy, TrialRun } from '@slipway/ports';
import { Study, trialsAtATime } from '@slipway/resources';
import { isFinalRun, RunState } from '@slipway/runs';
import { jobsWorker, TrialMetrics, TrialState, wantedTrials } from '@slipway/studies';
import { askTrials } from '../turns/ask-trials.ts';
import { reportTrial } from '../turns/report-trial.ts';
import type { StudyTurns } from '../turns/study-turns.ts';
import { tellTrial } from '../turns/tell-trial.ts';
import type { TuningDeps } from '../tuning-deps.ts';

/** Metrics that are read at a time. */
const pageSize = 1_000;

/** How far the metrics of a run were read. */
interface Reading {
  readonly metrics: TrialMetrics;
  after: number;
}

/**
 * Works on the trials that run as Jobs, in place of their workers: hands them out in waves, keeps their leases, reports what
 * their runs say, and tells their results. What the scheduler makes of them is found in the database. Everything it does is
 * durable in the study, and what this remembers only spares reading it again: another replica may go on at any time.
 */
export class TrialJobs {
  readonly #deps: TuningDeps;
  readonly #turns: StudyTurns;
  /** By run. */
  #readings = new Map<number, Reading>();
  /** When the leases of a study were moved on last, in milliseconds, by its ref. */
  #asked = new Map<number, number>();

  constructor(deps: TuningDeps, turns: StudyTurns) {
    this.#deps = deps;
    this.#turns = turns;
  }

  /** One look at all of them. A study that can not be worked on holds up no others. */
  async follow(): Promise<void> {
    const studies = await this.#deps.resources.ofJobs();
    const seen = new Set<number>();
    for (const study of studies) {
      const parsed = Study.safeParse(study.document);
      if (!parsed.success || parsed.data.spec.trials.mode !== 'jobs') continue;
      try {
        for (const run of await this.#followStudy(study, parsed.data)) seen.add(run);
      } catch (error) {
        this.#deps.logger.warn("the trials of a study can't be followed; trying again", {
          ...{ team: study.team, study: study.name, error },
        });
      }
    }
    const refs = new Set(studies.map(({ ref }) => ref));
    this.#readings = new Map([...this.#readings].filter(([run]) => seen.has(run)));
    this.#asked = new Map([...this.#asked].filter(([ref]) => refs.has(ref)));
  }

  /** @returns the runs that are at work */
  async #followStudy({ ref, team, name }: JobStudy, { spec }: Study): Promise<readonly number[]> {
    const atWork: TrialRun[] = [];
    for (const trial of await this.#deps.resources.trialRuns(ref))
      if (!(await this.#followTrial(team, name, spec, trial))) atWork.push(trial);
    const wanted = wantedTrials(trialsAtATime({ spec }), atWork.length);
    const now = this.#deps.clock.now().getTime();
    const pause = (parseDuration(spec.lease) ?? 0) / 3;
    if (wanted > atWork.length || now - (this.#asked.get(ref) ?? -Infinity) >= pause) {
      await this.#ask(team, name, wanted);
      this.#asked.set(ref, now);
    }
    return atWork.flatMap(({ run }) => run?.id ?? []);
  }

  /** Asks until there are so many, or no more are given. Whoever asks again keeps what he has. */
  async #ask(team: string, name: string, wanted: number): Promise<void> {
    for (let had = -1; ;) {
      const { trials } = await this.#turns.perform(team, name, askTrials(jobsWorker, wanted));
      if (trials.length >= wanted || trials.length === had) return;
      had = trials.length;
    }
  }

  /** Reports and tells what there is of a trial. @returns whether it has ended */
  async #followTrial(
    team: string,
    name: string,
    spec: Study['spec'],
    { trial, run }: TrialRun,
  ): Promise<boolean> {
    if (!run) return false;
    const tell = async (
      state: 'complete' | 'failed' | 'pruned',
      values: number[] = [],
      constraints: number[] = [],
    ) => {
      const told = { worker: jobsWorker, state, values, constraints, cost: undefined };
      await this.#turns.perform(team, name, tellTrial(trial, told)).catch((error: unknown) => {
        // Somebody else has told it: the first result counts.
        if (!(error instanceof ConflictError)) throw error;
      });
      return true;
    };
    const isOver = isFinalRun(run.state);
    const reading = this.#readings.get(run.id) ?? { metrics: new TrialMetrics(spec), after: 0 };
    this.#readings.set(run.id, reading);
    if (await this.#readMetrics(team, name, trial, run.id, reading)) return tell(TrialState.Pruned);
    if (!isOver) return false;
    if (run.state === RunState.Cancelled) return tell(TrialState.Pruned);
    const result = reading.metrics.result();
    return run.state === RunState.Succeeded && 'values' in result
      ? tell(TrialState.Complete, result.values, result.constraints)
      : tell(TrialState.Failed);
  }

  /** Reports the steps that a run has come to. @returns whether the trial is to stop */
  async #readMetrics(
    team: string,
    name: string,
    trial: number,
    run: number,
    reading: Reading,
  ): Promise<boolean> {
    for (;;) {
      const page = await this.#deps.resources.metricsOf(run, reading.after, pageSize);
      for (const metric of page) {
        const report = reading.metrics.take([metric]);
        if (report) {
          const given = { worker: jobsWorker, ...report };
          const answer = await this.#turns
            .perform(team, name, reportTrial(trial, given))
            .catch((error: unknown) => {
              // More steps than a trial may report: its result counts all the same.
              if (!(error instanceof InvalidInputError)) throw error;
              return { stop: false, reason: undefined };
            });
          if (answer.stop && answer.reason === undefined) return true;
        }
        reading.after = metric.id;
      }
      if (page.length < pageSize) return false;
    }
  }
}
