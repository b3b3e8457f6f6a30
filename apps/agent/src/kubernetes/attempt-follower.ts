import { resourceTypes } from '@slipway/cluster';
import { describeError } from '@slipway/kernel';
import type { Journal } from '../attempts/journal.ts';
import { backoffMs } from '../attempts/retrying.ts';
import { giveAccess } from './give-access.ts';
import type { JobRecord } from './job-record.ts';
import type { KubernetesContext } from './kubernetes-context.ts';
import { awaitsAccess, observe, type Said, type Snapshot } from './observe.ts';
import { PodLog } from './pod-log.ts';
import type { ContainerRecord, PodRecord } from './pod-record.ts';

/** What a follower asks of the view of the cluster. */
export interface AttemptSight {
  /** The Job with this uid, while it is there. */
  job(uid: string): JobRecord | undefined;
  /** Its pods, those that are gone as they were last. */
  pods(job: string): readonly PodRecord[];
  troubles(job: string): readonly string[];
  readonly silentNodes: ReadonlySet<string>;
  /** All was seen once. */
  readonly synced: boolean;
}

interface StartedLog {
  readonly id: string;
  readonly index: number;
  readonly log: PodLog;
}

/** How often, in milliseconds, a Job that is not seen is asked for when it is there after all. */
const askAgainMs = 30_000;

/** Follows one execution of one attempt until its end is with the scheduler. */
export class AttemptFollower {
  readonly directory: string;
  readonly journal: Journal;
  readonly #context: KubernetesContext;
  readonly #sight: AttemptSight;
  /** One for each start of a container whose log is read or was. */
  #logs: readonly StartedLog[] = [];
  /** Stays when its Secret is there: it is created once. */
  #giving: Promise<void> | undefined;
  #left = false;
  /** Made when there is something to abort: most of ten thousand attempts wait. */
  #leave: AbortController | undefined;
  /** As it was seen last. */
  #job: JobRecord;
  #gone = false;
  #endSeenAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #failures = 0;
  readonly #onEnd: () => void;

  constructor(
    fields: { readonly directory: string; readonly journal: Journal; readonly job: JobRecord },
    context: KubernetesContext,
    sight: AttemptSight,
    onEnd: () => void,
  ) {
    this.directory = fields.directory;
    this.journal = fields.journal;
    this.#job = fields.job;
    this.#context = context;
    this.#sight = sight;
    this.#onEnd = onEnd;
  }

  get job(): JobRecord {
    return this.#job;
  }

  get ended(): boolean {
    return this.journal.state.ended !== undefined;
  }

  /** Something changed. Looks once more after the present look, however often this is called. */
  look(): void {
    if (this.#left) return;
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = this.#lookOnce()
      .then(() => {
        this.#failures = 0;
      })
      .catch((error: unknown) => {
        this.#fail(error);
      })
      .finally(() => {
        this.#looking = undefined;
        if (this.#again) {
          this.#again = false;
          this.look();
        }
      });
  }

  #fail(error: unknown): void {
    this.#failures += 1;
    this.#context.logger.warn('An attempt cannot be followed; trying again', {
      attempt: this.#job.attempt,
      reason: describeError(error),
    });
    this.#lookIn(backoffMs(this.#failures));
  }

  #lookIn(milliseconds: number): void {
    if (this.#left) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.look();
    }, milliseconds);
  }

  async #lookOnce(): Promise<void> {
    if (this.ended) {
      this.#onEnd();
      return;
    }
    await this.#lookForJob();
    const snapshot = this.#snapshot();
    const { reports, end } = observe(this.#said(), snapshot);
    if (reports.length > 0) await this.journal.append({ reports });
    this.#giveAccess(snapshot);
    this.#readLogs(snapshot.pods);
    if (!end) return;
    if (this.#logs.some(({ log }) => !log.done)) return; // each of them tells when it is
    await this.journal.append({ reports: [end] });
    this.#onEnd();
  }

  /** A Job that is not seen is gone, unless only its labels were taken away: then it goes on, and so does the attempt. */
  async #lookForJob(): Promise<void> {
    const { kube, clock } = this.#context;
    const seen = this.#sight.job(this.#job.uid);
    if (seen) {
      this.#job = seen;
      this.#gone = false;
    } else if (!this.#gone && this.#sight.synced) {
      const { name, namespace, uid } = this.#job;
      const found = (await kube.get(resourceTypes.jobs, name, namespace)) as
        { readonly metadata?: { readonly uid?: string } } | undefined;
      if (this.#sight.job(uid)) {
        this.#again = true;
        return;
      }
      if (found?.metadata?.uid === uid) this.#lookIn(askAgainMs);
      else this.#gone = true;
    }
    if (this.#job.end || this.#gone) {
      this.#endSeenAt ??= clock.now().getTime();
      const left = this.#endSeenAt + this.#context.settleMs - clock.now().getTime();
      if (left > 0) this.#lookIn(left);
    }
  }

  #snapshot(): Snapshot {
    const now = this.#context.clock.now().getTime();
    return {
      job: this.#job,
      gone: this.#gone,
      pods: this.#sight.pods(this.#job.uid),
      troubles: this.#sight.troubles(this.#job.uid),
      silentNodes: this.#sight.silentNodes,
      settled: this.#endSeenAt !== undefined && now - this.#endSeenAt >= this.#context.settleMs,
    };
  }

  #said(): Said {
    const { pickedUp, steps, startedAt, warnings, ended } = this.journal.state;
    return { pickedUp, steps, warnings, started: startedAt !== undefined, ended: ended !== undefined };
  }

  #giveAccess(snapshot: Snapshot): void {
    // Before all was seen, pods may run that are not known.
    if (this.#left || this.#giving || !this.#sight.synced || !awaitsAccess(snapshot)) return;
    this.#leave ??= new AbortController();
    this.#giving = giveAccess({
      context: this.#context,
      journal: this.journal,
      job: this.#job,
      isAwaited: () => awaitsAccess(this.#snapshot()),
      signal: this.#leave.signal,
    })
      .then((given) => {
        if (!given) this.#giving = undefined;
      })
      .catch((error: unknown) => {
        this.#giving = undefined;
        if (!this.#left) this.#fail(error);
      });
  }

  /** One reader for each container whose log is that of its process; of one index, one after the other. */
  #readLogs(pods: readonly PodRecord[]): void {
    if (this.#left) return;
    for (const { log } of this.#logs) log.look();
    for (const pod of pods) {
      const container = loggedContainer(pod);
      if (!container) continue;
      const id = `${pod.uid}/${container.name}/${String(container.restarts)}`;
      if (this.#logs.some((one) => one.id === id || (one.index === pod.index && !one.log.done))) continue;
      this.#leave ??= new AbortController();
      const { uid, namespace, name, index } = pod;
      const log = new PodLog({
        context: this.#context,
        journal: this.journal,
        attempt: this.#job.attempt,
        index,
        namespace,
        pod: name,
        container: container.name,
        id,
        hasEnded: () => {
          const now = this.#sight.pods(this.#job.uid).find((known) => known.uid === uid);
          return !now?.alive || now.containers.find(isSame(container))?.state === 'terminated';
        },
        onDone: () => {
          this.look();
        },
        signal: this.#leave.signal,
      });
      this.#logs = [...this.#logs, { id, index, log }];
    }
  }

  /** Stops following; what is on disk is for the next one. */
  async leave(): Promise<void> {
    this.#left = true;
    this.#leave?.abort(new Error('the agent no longer follows the attempt'));
    clearTimeout(this.#timer);
    await this.#looking;
    await this.#giving;
    await this.journal.close();
  }
}

/** The main container once it has begun; of a pod whose preparation failed, the container that failed. */
function loggedContainer({ containers }: PodRecord): ContainerRecord | undefined {
  return (
    containers.find(({ main, state }) => main && state !== 'waiting') ??
    containers.find(({ main, exitCode }) => !main && exitCode !== undefined && exitCode !== 0)
  );
}

const isSame =
  ({ name }: ContainerRecord) =>
  (other: ContainerRecord): boolean =>
    other.name === name;
