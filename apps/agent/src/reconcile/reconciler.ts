import { statfs } from 'node:fs/promises';
import { UnavailableError, describeError } from '@slipway/kernel';
import { pruneEntries } from '@slipway/process-runtime';
import type { AgentContext } from '../agent-options.ts';
import { layout } from '../attempts/attempt-directory.ts';
import type { AttemptSet } from '../attempts/attempt-set.ts';
import { applyTeams } from './apply-teams.ts';
import { decide, type Action } from './decide.ts';
import { DesiredStateReader, type DesiredState } from './desired-state.ts';
import type { Tombstones } from './tombstones.ts';

const pruneEveryMs = 3_600_000;

/**
 * Brings the machine to what the environment repository says, again and again: whenever it is woken, and every now and
 * then. Each round looks at everything anew, so that a round that failed or was missed costs nothing but time.
 */
export class Reconciler {
  readonly #context: AgentContext;
  readonly #attempts: AttemptSet;
  readonly #tombstones: Tombstones;
  readonly #reader: DesiredStateReader;
  readonly #appliedTeams = new Map<string, string>();
  readonly #waiting = new Map<string, string>();
  #desired: DesiredState | undefined;
  #failure: string | undefined = 'it has not read the environment repository yet';
  #woken = new AbortController();
  /** The next round reads the repository again. */
  #fetch = true;
  #prunedAt = 0;

  constructor(context: AgentContext, attempts: AttemptSet, tombstones: Tombstones) {
    this.#context = context;
    this.#attempts = attempts;
    this.#tombstones = tombstones;
    this.#reader = new DesiredStateReader(context.environment, context.cluster, context.logger);
  }

  /** Commit that was applied last. */
  get revision(): string | undefined {
    return this.#desired?.revision;
  }

  /** @throws UnavailableError with the reason while rounds fail. */
  checkReady(): void {
    if (this.#failure !== undefined)
      throw new UnavailableError(`The agent cannot apply the environment repository: ${this.#failure}`);
  }

  /** The environment repository may have changed. */
  wakeForPush(): void {
    this.#fetch = true;
    this.#woken.abort();
  }

  /** Something on this machine has changed. */
  wake(): void {
    this.#woken.abort();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, pollMs } = this.#context;
    for (let fetchedAt = 0; !signal.aborted;) {
      this.#woken = new AbortController();
      const now = clock.now().getTime();
      const fetch = this.#fetch || now - fetchedAt >= pollMs;
      this.#fetch = false;
      if (fetch) fetchedAt = now;
      await this.#round(fetch);
      await clock.sleep(
        Math.max(0, fetchedAt + pollMs - clock.now().getTime()),
        AbortSignal.any([signal, this.#woken.signal]),
      );
    }
  }

  async #round(fetch: boolean): Promise<void> {
    const { clock, metrics, logger, data } = this.#context;
    const begun = clock.now().getTime();
    let result = 'ok';
    try {
      await this.#act(); // what is here already must not wait for the network
      if (fetch) {
        const desired = await this.#reader.read();
        if (desired !== undefined) {
          await applyTeams(data, desired.teams, this.#appliedTeams);
          this.#desired = desired;
          await this.#act();
        }
        this.#failure = undefined;
        await this.#prune();
      }
    } catch (error) {
      result = 'error';
      this.#failure = describeError(error);
      logger.warn('The environment repository cannot be applied; trying again', { reason: this.#failure });
    }
    metrics.observe('slipway_agent_reconcile_seconds', (clock.now().getTime() - begun) / 1000, { result });
    this.#countPhases();
  }

  async #act(): Promise<void> {
    const { maxProcesses, keepEnded, minFreeBytes, data } = this.#context;
    const disk = await statfs(data);
    const actions = decide({
      desired: this.#desired?.attempts,
      teams: new Map([...(this.#desired?.teams ?? [])].map(([team, { quota }]) => [team, quota])),
      actual: this.#attempts.actual(),
      tombstones: this.#tombstones.names,
      maxProcesses,
      keepEnded,
      diskFull: disk.bavail * disk.bsize < minFreeBytes,
    });
    for (const action of actions) await this.#perform(action);
    for (const attempt of this.#waiting.keys()) {
      if (!actions.some((action) => action.kind === 'wait' && action.attempt === attempt))
        this.#waiting.delete(attempt);
    }
  }

  async #perform(action: Action): Promise<void> {
    const { logger, clock } = this.#context;
    const { attempt } = action;
    switch (action.kind) {
      case 'adopt':
        logger.info('going on with an attempt', { attempt });
        this.#attempts.adopt(attempt);
        break;
      case 'stop':
        logger.info('stopping an attempt', { attempt });
        this.#attempts.stop(attempt, this.#desired?.attempts.has(attempt) ? 'withdrawn' : 'removed');
        break;
      case 'withdraw':
      case 'start': {
        const manifest = await this.#reader.manifestOf(attempt);
        if (manifest === undefined) break;
        logger.info(action.kind === 'start' ? 'starting an attempt' : 'an attempt is withdrawn', { attempt });
        await this.#attempts.start(manifest.text, manifest.plan);
        break;
      }
      case 'scale': {
        const manifest = await this.#reader.manifestOf(attempt);
        if (manifest === undefined) break;
        logger.info('scaling an attempt', { attempt, replicas: manifest.plan.replicas });
        await this.#attempts.scale(attempt, manifest.text, manifest.plan);
        break;
      }
      case 'forget':
        await this.#tombstones.add(attempt, clock.now());
        await this.#attempts.forget(attempt);
        break;
      case 'wait':
        if (this.#waiting.get(attempt) !== action.reason)
          logger.info('an attempt waits', { attempt, reason: action.reason });
        this.#waiting.set(attempt, action.reason);
        break;
    }
  }

  /** Now and then, while nothing is being prepared from them, old caches are removed. */
  async #prune(): Promise<void> {
    const { clock, data, caches, tombstones } = this.#context;
    const now = clock.now();
    const preparing = [...this.#attempts.actual().values()].some(({ phase }) => phase === 'preparing');
    if (preparing || this.#desired === undefined || now.getTime() - this.#prunedAt < pruneEveryMs) return;
    this.#prunedAt = now.getTime();
    const inUse = this.#attempts.cachesInUse();
    await pruneEntries(layout.sources(data), inUse.sources, caches, now);
    await pruneEntries(layout.venvs(data), inUse.venvs, caches, now);
    await this.#tombstones.prune(this.#desired.attempts, tombstones, now);
  }

  #countPhases(): void {
    const { metrics } = this.#context;
    const counts = {
      waiting: this.#waiting.size,
      preparing: 0,
      running: 0,
      finishing: 0,
      ended: 0,
      unattended: 0,
    };
    for (const { phase } of this.#attempts.actual().values()) counts[phase] += 1;
    for (const [phase, count] of Object.entries(counts))
      metrics.gauge('slipway_agent_attempts', count, { phase });
  }
}
