import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { AttemptReport } from '@slipway/contracts';
import { InvalidInputError, describeError } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import {
  PreparationFailedError,
  openAttemptProcesses,
  type AttemptProcesses,
  type ProcessState,
} from '@slipway/process-runtime';
import { MetricTail } from '../metrics/metric-tail.ts';
import { LogSender } from '../reports/log-sender.ts';
import type { AttemptContext, AttemptFields } from './attempt-context.ts';
import { layout, type AttemptRecord } from './attempt-directory.ts';
import type { AttemptPlan } from './attempt-plan.ts';
import type { Journal } from './journal.ts';
import type { Verdict } from './journal-state.ts';
import { judge, judgeAfterReboot, judgeArtifacts } from './judge.ts';
import { boundLogs, logSizes } from './log-sizes.ts';
import { prepareWorkspace, type Prepared } from './prepare-workspace.ts';
import { programEnvironment } from './program-environment.ts';
import { backoffMs } from './retrying.ts';
import { storeArtifacts } from './store-artifacts.ts';
import { namesTracking, trackingEnvironment } from './tracking-environment.ts';

export type Phase = 'preparing' | 'running' | 'finishing' | 'ended';

const watchMs = 200;
const startTries = 5;

/**
 * Leads one attempt from its directory on disk to its end. Every step first looks at what the journal says was done, so
 * that it does not matter how often, or where, an agent was killed before.
 */
export class Attempt {
  readonly directory: string;
  readonly record: AttemptRecord;
  readonly plan: AttemptPlan;
  readonly journal: Journal;
  readonly #context: AttemptContext;
  readonly #logger: Logger;
  readonly #processes: AttemptProcesses;
  readonly #metrics: MetricTail;
  readonly #stop = new AbortController();
  readonly #leave = new AbortController();
  /** Aborts when this attempt is to be left as it is. */
  readonly #left: AbortSignal;
  readonly #warnings: readonly string[];
  readonly #noProcesses = Promise.withResolvers<undefined>();
  /** How the attempt is to end, unless it ends by itself first. */
  #stopVerdict: Verdict | undefined;
  /** How it ends, from the decision on; the journal may have to wait for it. */
  #verdict: Verdict | undefined;
  #startFailures = 0;
  #replicas: number;
  #processCount: number;
  /** Processes that are ended, or were, since it was scaled to fewer. */
  readonly #dismissals = new Map<number, Promise<void>>();
  #phase: Phase;

  constructor(fields: AttemptFields, context: AttemptContext) {
    this.directory = fields.directory;
    this.record = fields.record;
    this.plan = fields.plan;
    this.journal = fields.journal;
    this.#warnings = fields.warnings;
    this.#verdict = fields.journal.state.verdict ?? fields.verdict;
    this.#left = AbortSignal.any([context.leave, this.#leave.signal]);
    this.#context = context;
    this.#logger = context.logger.child({ attempt: fields.record.attempt });
    this.#processes = openAttemptProcesses(fields.directory, fields.record.attempt, context.clock);
    this.#replicas = fields.plan.replicas;
    this.#processCount = Math.max(fields.plan.replicas, fields.record.processes ?? 0);
    this.#metrics = new MetricTail(fields.directory, () => this.processes, fields.journal);
    const { ended, verdict, starting } = fields.journal.state;
    if (ended) this.#noProcesses.resolve(undefined);
    this.#phase = ended ? 'ended' : starting || verdict ? 'running' : 'preparing';
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Number of processes that are to run side by side. */
  get replicas(): number {
    return this.#replicas;
  }

  /** The largest number that it has had; those beyond `replicas` have ended, and have logs. */
  get processes(): number {
    return this.#processCount;
  }

  /** More processes are started, or those with the highest numbers are ended. */
  scale(replicas: number): void {
    this.#replicas = replicas;
    this.#processCount = Math.max(this.#processCount, replicas);
  }

  /** Resolves when nothing of the attempt runs and nothing will be started by this agent. */
  get processesEnded(): Promise<void> {
    return this.#noProcesses.promise;
  }

  get stopping(): boolean {
    return this.#stopVerdict !== undefined || this.#verdict !== undefined;
  }

  /** Ends the attempt with this verdict, unless it ends by itself first. The first call counts. */
  requestStop(verdict: Verdict): void {
    this.#stopVerdict ??= verdict;
    this.#stop.abort(new Error(verdict.reason));
  }

  /**
   * Ends the attempt with this verdict when processes of it may exist; otherwise it is left, to be gone on with by the next
   * agent. Afterwards no process is started any more.
   */
  interrupt(verdict: Verdict): void {
    if (this.journal.state.starting) this.requestStop(verdict);
    else this.#leave.abort(new Error(verdict.reason));
  }

  /** Works until the attempt has ended or the agent leaves. Errors, such as a full disk, are waited out. */
  async run(): Promise<void> {
    const { clock } = this.#context;
    const logs = new LogSender({
      ...this.#context,
      directory: this.directory,
      attempt: this.record.attempt,
      processes: () => this.processes,
      logger: this.#logger,
      signal: this.#left,
    });
    for (let failures = 0; !this.#isLeft() && !this.journal.state.ended;) {
      try {
        await this.#advance(logs);
      } catch (error) {
        if (this.#isLeft()) break;
        failures += 1;
        this.#logger.warn('An attempt cannot go on; trying again', {
          reason: describeError(error),
          failures,
        });
        await clock.sleep(backoffMs(failures), this.#left);
      }
    }
    if (this.#isLeft()) this.#noProcesses.resolve(undefined);
    this.#context.onChange();
  }

  async #advance(logs: LogSender): Promise<void> {
    if (!this.journal.state.pickedUp) {
      const ignored = this.plan.ignored.slice(0, 50).map(clip);
      await this.#report({ type: 'picked-up', ignored }, ...this.#warnings.map(warning));
    }
    this.#verdict ??= (await this.#prepare()) ?? (await this.#start()) ?? (await this.#watch());
    if (this.journal.state.verdict === undefined) await this.#decide(this.#verdict);
    await this.#finish(this.#verdict, logs);
  }

  async #decide(verdict: Verdict): Promise<void> {
    try {
      await this.journal.append({
        mark: { kind: 'finishing', verdict: { ...verdict, reason: clip(verdict.reason) } },
      });
    } catch (error) {
      // Where nothing can be written any more, the program may be what fills the disk.
      await this.#stopProcesses();
      throw error;
    }
  }

  async #report(...reports: readonly AttemptReport[]): Promise<void> {
    await this.journal.append({ reports });
  }

  /** Prepares the workspace unless processes may exist already. */
  async #prepare(): Promise<Verdict | undefined> {
    if (this.journal.state.starting) return undefined;
    const { boot } = this.#context;
    let prepared: Prepared;
    try {
      prepared = await prepareWorkspace({
        ...this.#context,
        directory: this.directory,
        plan: this.plan,
        signal: AbortSignal.any([this.#left, this.#stop.signal]),
        report: (step, message) => this.#report({ type: 'preparing', step, message: clip(message) }),
      });
    } catch (error) {
      this.#left.throwIfAborted();
      if (this.#stopVerdict) return this.#stopVerdict;
      if (error instanceof PreparationFailedError || error instanceof InvalidInputError)
        return { outcome: 'failed', reason: describeError(error) };
      throw error;
    }
    if (this.#stopVerdict) return this.#stopVerdict;
    await this.journal.append({ mark: { kind: 'starting', boot, ...prepared } });
    return undefined;
  }

  async #start(): Promise<Verdict | undefined> {
    const { starting, startedAt } = this.journal.state;
    this.#phase = 'running';
    if (starting?.boot !== this.#context.boot) return judgeAfterReboot(await this.#inspect());
    if (startedAt) return undefined;
    const verdict = await this.#startProcesses(starting);
    if (!verdict) await this.#report({ type: 'started', replicas: this.#replicas });
    return verdict;
  }

  /** Starts the processes that were not started yet. */
  async #startProcesses(starting: { readonly python?: string | undefined }): Promise<Verdict | undefined> {
    try {
      const signal = AbortSignal.any([this.#left, this.#stop.signal]);
      const tracking = await trackingEnvironment({
        ...this.#context,
        attempt: this.plan.attempt,
        hasOwn: this.plan.environment.some(namesTracking),
        signal,
      });
      if (tracking.warning) await this.#report(tracking.warning);
      const environment = await programEnvironment({
        ...this.#context,
        directory: this.directory,
        plan: this.plan,
        python:
          starting.python === undefined
            ? undefined
            : path.join(layout.venvs(this.#context.data), starting.python),
        metrics: { url: this.#context.metricsUrl(this.record.attempt), token: this.record.token },
        access: tracking.access,
        tracking: tracking.variables,
      });
      for (let index = 0; index < this.#replicas; index += 1) {
        this.#left.throwIfAborted();
        if (this.#stopVerdict) return this.#stopVerdict;
        await this.#processes.ensureStarted(index, {
          argv: this.plan.argv,
          environment: { ...environment, JOB_COMPLETION_INDEX: String(index) },
          workingDirectory: layout.work(this.directory),
        });
      }
    } catch (error) {
      this.#left.throwIfAborted();
      if (this.#stopVerdict) return this.#stopVerdict;
      this.#startFailures += 1;
      if (!(error instanceof InvalidInputError) && this.#startFailures < startTries) throw error;
      return { outcome: 'failed', reason: `it could not be started: ${describeError(error)}` };
    }
    return undefined;
  }

  /** Starts what is missing of its processes and ends those that are too many. */
  async #fit(states: readonly ProcessState[]): Promise<Verdict | undefined> {
    for (let index = this.#replicas; index < this.#processCount; index += 1) {
      if (this.#dismissals.has(index)) continue;
      const dismissal = this.#processes
        .dismiss(index, this.plan.graceSeconds * 1000)
        .catch((error: unknown) => {
          this.#logger.warn('A process is not ended yet', { index, reason: describeError(error) });
          this.#dismissals.delete(index);
        });
      this.#dismissals.set(index, dismissal);
    }
    const missing = states.flatMap(({ kind }, index) => (kind === 'not-started' ? [index] : []));
    const { starting } = this.journal.state;
    if (missing.length === 0 || !starting) return undefined;
    for (const index of missing) {
      await this.#dismissals.get(index);
      this.#dismissals.delete(index);
    }
    return this.#startProcesses(starting);
  }

  /** Waits until something decides the end. */
  async #watch(): Promise<Verdict> {
    const { clock, maxLogBytes } = this.#context;
    for (;;) {
      this.#left.throwIfAborted();
      await this.#metrics.read(false);
      const processes = await this.#inspect();
      const misfit = await this.#fit(processes);
      if (misfit) return misfit;
      const observation = {
        processes,
        logBytes: await logSizes(this.directory, this.#processCount),
        maxLogBytes,
        now: clock.now(),
        startedAt: this.journal.state.startedAt ?? clock.now(),
        timeoutSeconds: this.plan.timeoutSeconds,
      };
      const verdict = judge(observation) ?? this.#stopVerdict;
      if (verdict) return verdict;
      await this.#processes.waitForChange(watchMs, AbortSignal.any([this.#left, this.#stop.signal]));
    }
  }

  /** Stops what is left, brings everything to the scheduler, and says that the attempt has ended. */
  async #finish(verdict: Verdict, logs: LogSender): Promise<void> {
    const { clock, onChange, maxLogBytes } = this.#context;
    await this.#stopProcesses();
    await boundLogs(this.directory, this.#processCount, maxLogBytes);
    this.#phase = 'finishing';
    this.#noProcesses.resolve(undefined);
    onChange();
    while (!(await this.#metrics.read(true))) {
      this.#left.throwIfAborted();
      await clock.sleep(watchMs, this.#left);
    }
    const final = await this.#keepArtifacts(verdict);
    await logs.finish();
    await this.#report({ type: 'ended', ...final, reason: clip(final.reason) });
    this.#phase = 'ended';
    if (final.outcome === 'succeeded')
      await rm(layout.work(this.directory), { recursive: true, force: true });
  }

  async #stopProcesses(): Promise<void> {
    if (!this.journal.state.starting) return;
    await Promise.all(this.#dismissals.values());
    const running = (await this.#inspect()).some((state) => state.kind === 'running');
    await this.#processes.stop(running ? this.plan.graceSeconds * 1000 : 0, (pids) => {
      this.#logger.error('Processes do not end although they were killed', { pids });
    });
  }

  /** Stores the outputs of a program that ended by itself. */
  async #keepArtifacts(verdict: Verdict): Promise<Verdict> {
    if (verdict.exitCode === undefined || verdict.outcome === 'lost') return verdict;
    const problems = await storeArtifacts({
      ...this.#context,
      directory: this.directory,
      plan: this.plan,
      stored: this.journal.state.artifacts,
      onStored: ({ name, bytes, sha256 }) => this.#report({ type: 'artifact', name, bytes, sha256 }),
      signal: this.#left,
    });
    const judged = judgeArtifacts(verdict, problems);
    if (judged.warnings.length > 0) await this.#report(...judged.warnings.map(warning));
    return judged.verdict;
  }

  #isLeft(): boolean {
    return this.#left.aborted;
  }

  #inspect(): Promise<ProcessState[]> {
    return Promise.all(Array.from({ length: this.#replicas }, (_, index) => this.#processes.inspect(index)));
  }
}

function warning(message: string): AttemptReport {
  return { type: 'warning', message: clip(message) };
}

/** Texts of reports have at most 2,000 characters. */
function clip(text: string): string {
  return text.length > 2000 ? `${text.slice(0, 1999)}…` : text;
}
