import { gatherPause, nextPushAt, pushWindow, type ChangeOutcome, type ReadBatch } from '@slipway/changes';
import { ConflictError, describeError } from '@slipway/kernel';
import type { Fence, LoggedChange, ObjectId } from '@slipway/ports';
import { wakeKeys, type CommitterContext } from '../context.ts';
import { BatchSize, batchLimits } from './batch-size.ts';
import { BrokenChangeError, buildBatch, noCommit, type BuiltBatch } from './build-batch.ts';
import { catchUp } from './catch-up.ts';

/** Milliseconds after which it looks without having been woken. */
const patience = 1_000;
/** Milliseconds between tries after a failure: the first, doubled each time, and the longest. */
const firstPause = 100;
const longestPause = 10_000;
/** Failures in a row after which a change that breaks the writing is not tried again, so that others get through. */
const failuresOfABrokenChange = 4;
const longestDeclinedPause = 60_000;

/** Where the branch is known to be, with no change of the log written and unsettled before it. */
interface Position {
  readonly tip: ObjectId | undefined;
}

/** The time in which one committer holds the lease of a repository and is its only writer. */
export class Leadership {
  readonly #context: CommitterContext;
  readonly #fence: Fence;
  readonly #signal: AbortSignal;
  readonly #size = new BatchSize();
  readonly #broken = new Map<string, string>();
  /** Times of the latest pushes. A former leader may have pushed a moment ago: that counts as one. */
  #pushes: number[];
  #latest: ReadBatch = { at: 0, changes: 0 };
  #position: Position | undefined;
  #declines = 0;

  /** `signal` aborts when the lease is lost or the service stops. */
  constructor(context: CommitterContext, fence: Fence, signal: AbortSignal) {
    this.#context = context;
    this.#fence = fence;
    this.#signal = signal;
    this.#pushes = [context.clock.now().getTime()];
  }

  /** Drains the log until the signal aborts or the lease turns out to be lost. `onHealth` hears why it is stuck, or undefined. */
  async lead(onHealth: (problem: string | undefined) => void): Promise<void> {
    const { wakes, clock, logger } = this.#context;
    const watch = wakes.watch(wakeKeys.work);
    let failures = 0;
    try {
      while (!this.#signal.aborted) {
        watch.look();
        try {
          const idle = await this.#drainOnce();
          failures = 0;
          onHealth(this.#declines === 0 ? undefined : 'the remote declines pushes');
          if (idle) await watch.wait(patience, this.#signal);
        } catch (error) {
          this.#position = undefined;
          if (error instanceof ConflictError) return;
          if (error instanceof BrokenChangeError && failures >= failuresOfABrokenChange)
            this.#broken.set(error.change, error.message);
          failures += 1;
          onHealth(describeError(error));
          logger.warn('writing to the environment repository failed and is tried again', { error, failures });
          await clock.sleep(
            Math.min(longestPause, firstPause * 2 ** Math.min(failures - 1, 20)),
            this.#signal,
          );
        }
      }
    } finally {
      watch.close();
    }
  }

  /** One push at most. @returns whether nothing is left to do. */
  async #drainOnce(): Promise<boolean> {
    const { queue, branch, repository, clock, metrics, step } = this.#context;
    this.#position ??= { tip: await catchUp(this.#context, this.#fence) };
    step?.('caught-up');
    // Before the log is read, so that what comes meanwhile goes along.
    const now = clock.now().getTime();
    const wait = Math.max(
      gatherPause(this.#latest, now),
      nextPushAt(this.#pushes, this.#context.pushesPerMinute, now) - now,
    );
    if (wait > 0) await clock.sleep(wait, this.#signal);
    const at = clock.now().getTime();
    const changes = await queue.pending(repository, this.#size.changes, batchLimits.bytes);
    metrics.gauge('slipway_changes_pending', changes.length);
    if (changes.length === 0) return true;
    this.#latest = { at, changes: changes.length };
    step?.('batch-read');
    const built = await buildBatch(branch, this.#position.tip, changes, this.#broken);
    step?.('batch-built');
    if (this.#signal.aborted) return true;
    await this.#publish(built, changes);
    return false;
  }

  async #publish({ batch, outcomes, head }: BuiltBatch, changes: readonly LoggedChange[]): Promise<void> {
    const tip = this.#position?.tip;
    if (head === tip) {
      await this.#settle(tip, outcomes, changes);
      return;
    }
    const { queue, repository, metrics, clock, step } = this.#context;
    const withoutCommit = outcomes.filter(({ state }) => state !== 'pushed');
    if (withoutCommit.length > 0)
      await queue.prepare(repository, head ?? noCommit, withoutCommit, this.#fence);
    step?.('prepared');
    const now = clock.now().getTime();
    this.#pushes = [...this.#pushes.filter((at) => at > now - pushWindow), now];
    this.#context.pushes.saw(this.#pushes.length);
    const result = await batch.publish().catch((error: unknown) => {
      metrics.count('slipway_pushes_total', { result: 'failed' });
      throw error;
    });
    metrics.count('slipway_pushes_total', { result: result.kind });
    switch (result.kind) {
      case 'published':
        step?.('published');
        this.#declines = 0;
        this.#size.published();
        await this.#settle(head, outcomes, changes);
        return;
      case 'moved':
        this.#position = undefined;
        return;
      case 'declined':
        await this.#declined(result.reason, outcomes, changes);
    }
  }

  /** What the remote declines when it comes alone is rejected, ever more slowly, so that a person can see what goes on. */
  async #declined(
    reason: string,
    outcomes: readonly ChangeOutcome[],
    changes: readonly LoggedChange[],
  ): Promise<void> {
    const { clock, logger } = this.#context;
    const commits = outcomes.filter(({ state }) => state === 'pushed');
    this.#size.declined(commits.length);
    logger.warn('the remote declined a push', { reason, commits: commits.length });
    const [only] = commits;
    if (only === undefined || commits.length > 1) return;
    const pause = Math.min(longestDeclinedPause, firstPause * 2 ** Math.min(this.#declines, 20));
    this.#declines += 1;
    await this.#settle(
      this.#position?.tip,
      [{ id: only.id, state: 'rejected', reason: `the remote declined it: ${reason}` }],
      changes,
    );
    await clock.sleep(pause, this.#signal);
  }

  async #settle(
    head: ObjectId | undefined,
    outcomes: readonly ChangeOutcome[],
    changes: readonly LoggedChange[],
  ): Promise<void> {
    const { queue, repository, metrics, clock, logger, step } = this.#context;
    await queue.settle(repository, head ?? noCommit, outcomes, this.#fence);
    step?.('settled');
    this.#position = { tip: head };
    const now = clock.now().getTime();
    const acceptedAt = new Map(changes.map((change) => [change.id, change.acceptedAt.getTime()]));
    for (const outcome of outcomes) {
      this.#broken.delete(outcome.id);
      metrics.count('slipway_changes_settled_total', { state: outcome.state });
      if (outcome.state === 'pushed')
        metrics.observe('slipway_change_push_seconds', (now - (acceptedAt.get(outcome.id) ?? now)) / 1000);
      if (outcome.state === 'rejected')
        logger.info('a change was rejected', { change: outcome.id, reason: outcome.reason });
    }
  }
}
