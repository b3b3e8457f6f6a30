import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { agentEndpoints, limits } from '@slipway/contracts';
import { describeError, inParallel } from '@slipway/kernel';
import { unlessMissing } from '@slipway/process-runtime';
import type { ObjectChange } from '@slipway/ports';
import { layout } from '../attempts/attempt-directory.ts';
import { Journal } from '../attempts/journal.ts';
import { backoffMs } from '../attempts/retrying.ts';
import type { ReportSource } from '../reports/report-sender.ts';
import { AttemptFollower, type AttemptSight } from './attempt-follower.ts';
import type { PodOfAttempt } from './cluster-view.ts';
import type { JobRecord } from './job-record.ts';
import { knownAttempts, takenOver, type KnownAttempt } from './known-attempts.ts';
import type { KubernetesContext } from './kubernetes-context.ts';
import type { PodRecord } from './pod-record.ts';

/** Attempts that are opened at the same time. */
const opened = 16;
/** Milliseconds after which the scheduler is asked again for an attempt that it did not know. */
const unknownMs = 60_000;

/** What a view of the cluster gives besides changes. */
export interface FollowedCluster {
  readonly jobs: { readonly objects: ReadonlyMap<string, JobRecord> };
  readonly pods: { readonly objects: ReadonlyMap<string, PodOfAttempt> };
  readonly synced: boolean;
  readonly silentNodes: ReadonlySet<string>;
  troublesOf(job: string): readonly string[];
}

/** The attempts of the cluster: each is bound to the one execution that was seen first. */
export class AttemptFollowers implements AttemptSight {
  readonly #context: KubernetesContext;
  readonly #view: () => FollowedCluster;
  /** By name of the attempt. */
  readonly #followers = new Map<string, AttemptFollower>();
  /** Names of those that may have reports which the scheduler has not confirmed. */
  readonly #unsent = new Set<string>();
  /** Uid of a Job → uid of a pod → as it was last. */
  readonly #pods = new Map<string, Map<string, PodRecord>>();
  /** Jobs, by uid, that execute what has ended or is executed elsewhere. */
  readonly #strays = new Map<string, string>();
  /** Jobs that nobody has looked at yet. */
  readonly #fresh = new Map<string, JobRecord>();
  readonly #stop = new AbortController();
  #adopting: Promise<void> | undefined;

  constructor(context: KubernetesContext, view: () => FollowedCluster) {
    this.#context = context;
    this.#view = view;
  }

  /**
   * Takes up what an earlier agent on this directory has left. The scheduler may have more than the journals, for instance
   * after the machine has crashed: then that counts.
   */
  async open(): Promise<void> {
    const { data } = this.#context;
    await mkdir(layout.attempts(data), { recursive: true, mode: 0o700 });
    const names = await readdir(layout.attempts(data));
    const known = await knownAttempts(this.#context, names, this.#stop.signal);
    await inParallel(names, opened, async (name) => {
      const directory = layout.attempt(data, name);
      const text = await unlessMissing(readFile(path.join(directory, 'job.json'), 'utf8'));
      const job = text === undefined ? undefined : parseJob(text);
      // Half of a directory is none: the scheduler knows how far the attempt was reported.
      const recorded = known.get(name);
      if (!job || !recorded) {
        await rm(directory, { recursive: true, force: true });
        return;
      }
      const journal = await this.#openJournal(name, directory);
      if (recorded.recorded > journal.state.sequence)
        await journal.append({ takenOver: takenOver(recorded) });
      await journal.acknowledge(recorded.recorded);
      this.#follow(directory, job, journal);
    });
  }

  onJob({ type, uid, kept }: ObjectChange<JobRecord>): void {
    const follower = this.#followers.get(kept.attempt);
    if (follower?.job.uid === uid) follower.look();
    else if (type === 'gone') {
      this.#fresh.delete(uid);
      this.#strays.delete(uid);
      this.#pods.delete(uid);
    } else if (!this.#strays.has(uid)) {
      this.#fresh.set(uid, kept);
      this.#adopt();
    }
  }

  onPod({ type, uid, kept: { pod } }: ObjectChange<PodOfAttempt>): void {
    const pods = this.#pods.get(pod.job) ?? new Map<string, PodRecord>();
    pods.set(uid, type === 'gone' ? { ...pod, alive: false } : pod);
    const known = this.#view().jobs.objects.get(pod.job);
    const follower = this.#followerOf(pod.job);
    if (type === 'gone' && !known && !follower) pods.delete(uid);
    if (pods.size > 0) this.#pods.set(pod.job, pods);
    else this.#pods.delete(pod.job);
    follower?.look();
  }

  onTrouble(job: string): void {
    this.#followerOf(job)?.look();
  }

  /** Everything may have changed. */
  lookAtAll(): void {
    for (const follower of this.#followers.values()) follower.look();
    this.#adopt();
  }

  #followerOf(job: string): AttemptFollower | undefined {
    const attempt = this.#view().jobs.objects.get(job)?.attempt;
    const follower = attempt === undefined ? undefined : this.#followers.get(attempt);
    if (follower?.job.uid === job) return follower;
    // Its Job is gone; that is rare, and then there are few.
    return attempt === undefined
      ? [...this.#followers.values()].find((one) => one.job.uid === job)
      : undefined;
  }

  job(uid: string): JobRecord | undefined {
    return this.#view().jobs.objects.get(uid);
  }

  pods(job: string): readonly PodRecord[] {
    return [...(this.#pods.get(job)?.values() ?? [])];
  }

  troubles(job: string): readonly string[] {
    return this.#view().troublesOf(job);
  }

  get silentNodes(): ReadonlySet<string> {
    return this.#view().silentNodes;
  }

  get synced(): boolean {
    return this.#view().synced;
  }

  /** Jobs that run what must not run again. */
  get problems(): readonly string[] {
    return [...this.#strays.values()].filter((text) => text !== '').sort();
  }

  *sources(): Generator<ReportSource> {
    for (const attempt of this.#unsent) {
      const follower = this.#followers.get(attempt);
      if (!follower || follower.journal.backlog === 0) this.#unsent.delete(attempt);
      else yield { team: follower.job.team, run: follower.job.run, attempt, journal: follower.journal };
    }
  }

  /** Reports were confirmed: what has ended and is gone need not be remembered. */
  onProgress(attempts: readonly string[]): void {
    for (const attempt of attempts) {
      const follower = this.#followers.get(attempt);
      if (follower?.ended && follower.journal.backlog === 0) follower.look();
    }
  }

  /** Asks the scheduler for fresh Jobs, many at a time, and begins to follow them. */
  #adopt(): void {
    if (this.#adopting || this.#fresh.size === 0 || this.#stop.signal.aborted) return;
    this.#adopting = this.#adoptAll()
      .catch((error: unknown) => {
        if (!this.#stop.signal.aborted)
          this.#context.logger.error('Attempts cannot be taken up', { reason: describeError(error) });
      })
      .finally(() => {
        this.#adopting = undefined;
        this.#adopt();
      });
  }

  async #adoptAll(): Promise<void> {
    const { api, cluster, clock, logger } = this.#context;
    const { signal } = this.#stop;
    for (let failures = 0; this.#fresh.size > 0 && !signal.aborted;) {
      const jobs = [...this.#fresh].slice(0, limits.reports);
      try {
        const { attempts } = await api.call(agentEndpoints.knownAttempts, {
          params: { cluster },
          body: { attempts: [...new Set(jobs.map(([, { attempt }]) => attempt))] },
          signal,
        });
        await inParallel(jobs, opened, async ([uid, job]) => {
          await this.#take(uid, job, attempts[job.attempt]);
          this.#fresh.delete(uid);
        });
        failures = 0;
      } catch (error) {
        if (isAborted(signal)) return;
        failures += 1;
        logger.warn('New attempts wait for the scheduler', { reason: describeError(error), failures });
        await clock.sleep(backoffMs(failures), signal);
      }
    }
  }

  async #take(uid: string, seen: JobRecord, known: KnownAttempt | undefined): Promise<void> {
    const job = this.job(uid) ?? seen;
    const { attempt } = job;
    const bound = this.#followers.get(attempt);
    if (bound) {
      if (bound.job.uid !== uid) this.#stray(uid, job);
      return;
    }
    if (known?.team !== job.team || known.run !== job.run) {
      this.#strays.set(uid, '');
      this.#context.logger.warn('The scheduler does not know an attempt', { attempt });
      setTimeout(() => {
        if (!this.#strays.delete(uid) || !this.job(uid)) return;
        this.#fresh.set(uid, job);
        this.#adopt();
      }, unknownMs).unref();
      return;
    }
    const first = known.execution ?? uid;
    if (known.ended) {
      if (first === uid) this.#strays.set(uid, '');
      else this.#stray(uid, job);
      return;
    }
    const directory = layout.attempt(this.#context.data, attempt);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(path.join(directory, 'job.json'), JSON.stringify({ ...job, uid: first }), {
      mode: 0o600,
    });
    const journal = await this.#openJournal(attempt, directory);
    if (known.recorded > 0) await journal.append({ takenOver: takenOver(known) });
    this.#follow(directory, { ...job, uid: first }, journal);
    if (first !== uid) this.#stray(uid, job);
  }

  /** A Job with the name of an attempt that another Job has executed: nothing of it is reported as the attempt's. */
  #stray(uid: string, { attempt, namespace }: JobRecord): void {
    const text = `The attempt ${attempt} is executed a second time: its Job in namespace ${namespace} was deleted and has been made again`;
    this.#strays.set(uid, text);
    this.#context.logger.error('An attempt is executed a second time', { attempt, namespace, uid });
  }

  #openJournal(attempt: string, directory: string): Promise<Journal> {
    const { clock, onReport } = this.#context;
    const onAppend = (): void => {
      this.#unsent.add(attempt);
      onReport();
    };
    this.#unsent.add(attempt); // what an earlier agent has left
    return Journal.open(directory, clock, onAppend, { durable: false });
  }

  #follow(directory: string, job: JobRecord, journal: Journal): void {
    const follower = new AttemptFollower({ directory, journal, job }, this.#context, this, () => {
      this.#forget(follower);
    });
    this.#followers.set(job.attempt, follower);
    follower.look();
  }

  /** An attempt is remembered until its end is with the scheduler and its Job is gone. */
  #forget(follower: AttemptFollower): void {
    const { attempt, uid } = follower.job;
    if (follower.journal.backlog > 0 || this.job(uid) || !this.synced) return;
    if (this.#followers.get(attempt) !== follower) return;
    this.#followers.delete(attempt);
    this.#pods.delete(uid);
    void follower
      .leave()
      .then(() => rm(follower.directory, { recursive: true, force: true, maxRetries: 3 }))
      .catch((error: unknown) => {
        this.#context.logger.warn('The directory of an attempt cannot be removed', {
          attempt,
          reason: describeError(error),
        });
      });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#adopting;
    await Promise.all([...this.#followers.values()].map((follower) => follower.leave()));
    this.#followers.clear();
  }
}

const isAborted = (signal: AbortSignal): boolean => signal.aborted;

function parseJob(text: string): JobRecord | undefined {
  try {
    return JSON.parse(text) as JobRecord;
  } catch {
    return undefined;
  }
}
