import { randomBytes } from 'node:crypto';
import { availableParallelism, totalmem } from 'node:os';
import { bootId, syncDirectory } from '@slipway/process-runtime';
import { describeError } from '@slipway/kernel';
import { mkdir } from 'node:fs/promises';
import type { AgentContext } from '../agent-options.ts';
import type { MetricsTarget } from '../metrics/metrics-listener.ts';
import type { ActualAttempt } from '../reconcile/decide.ts';
import { readAttemptManifest } from '../reconcile/read-manifests.ts';
import type { ReportSource } from '../reports/report-sender.ts';
import {
  createAttemptDirectory,
  layout,
  listAttemptDirectories,
  removeAttemptDirectory,
  saveAttemptRecord,
  type AttemptRecord,
} from './attempt-directory.ts';
import type { AttemptPlan } from './attempt-plan.ts';
import { Attempt } from './attempt.ts';
import type { Verdict } from './journal-state.ts';
import { Journal } from './journal.ts';

/** Milliseconds that killed processes may take to go. */
const killMs = 15_000;

interface Member {
  readonly attempt: Attempt;
  /** Set while somebody leads the attempt. */
  running: Promise<void> | undefined;
}

export interface AttemptSetHooks {
  /** Directory for the PATH of programs. */
  readonly commands: string | undefined;
  readonly metricsUrl: (attempt: string) => string;
  /** Reports were journaled. */
  readonly onReport: () => void;
  /** An attempt changed in a way that matters for others. */
  readonly onChange: () => void;
}

/** The attempts that have a directory on this machine. */
export class AttemptSet {
  readonly #context: AgentContext;
  readonly #hooks: AttemptSetHooks;
  readonly #members = new Map<string, Member>();
  readonly #leave = new AbortController();

  private constructor(context: AgentContext, hooks: AttemptSetHooks) {
    this.#context = context;
    this.#hooks = hooks;
  }

  /** Reads what earlier agents left; nothing is led yet. */
  static async open(context: AgentContext, hooks: AttemptSetHooks): Promise<AttemptSet> {
    const set = new AttemptSet(context, hooks);
    await mkdir(layout.attempts(context.data), { recursive: true, mode: 0o700 });
    await syncDirectory(context.data);
    for (const { directory, record } of await listAttemptDirectories(context.data)) {
      const { plan, verdict } = planOf(record);
      if (verdict?.outcome === 'lost')
        context.logger.error('An attempt cannot be gone on with', { attempt: record.attempt, ...verdict });
      await set.#add(directory, record, plan, verdict);
    }
    return set;
  }

  async #add(
    directory: string,
    record: AttemptRecord,
    plan: AttemptPlan,
    verdict?: Verdict,
  ): Promise<Member> {
    const journal = await Journal.open(directory, this.#context.clock, this.#hooks.onReport);
    const attempt = new Attempt(
      { directory, record, plan, journal, warnings: oversize(plan), verdict },
      {
        ...this.#context,
        boot: await bootId(),
        commands: this.#hooks.commands,
        metricsUrl: this.#hooks.metricsUrl,
        onChange: this.#hooks.onChange,
        leave: this.#leave.signal,
      },
    );
    const member: Member = { attempt, running: undefined };
    this.#members.set(record.attempt, member);
    return member;
  }

  /** Takes an attempt on. When it returns, the attempt is this agent's, whatever happens to either. */
  async start(manifest: string, plan: AttemptPlan): Promise<void> {
    const { team, run, attempt } = plan;
    const record = { attempt, team, run, manifest, token: randomBytes(32).toString('base64url') };
    const directory = await createAttemptDirectory(this.#context.data, record);
    this.#lead(await this.#add(directory, record, plan, planned(plan).verdict));
  }

  /** Gives an attempt that runs as many processes as this manifest says. When it returns, that outlives this agent. */
  async scale(name: string, manifest: string, { replicas }: AttemptPlan): Promise<void> {
    const attempt = this.#members.get(name)?.attempt;
    if (!attempt) return;
    const processes = Math.max(attempt.processes, replicas);
    await saveAttemptRecord(attempt.directory, { ...attempt.record, manifest, processes });
    attempt.scale(replicas);
  }

  /** Goes on with an attempt of an earlier agent. */
  adopt(attempt: string): void {
    const member = this.#members.get(attempt);
    if (member && !member.running && member.attempt.phase !== 'ended') this.#lead(member);
  }

  #lead(member: Member): void {
    member.running = member.attempt.run();
  }

  stop(attempt: string, reason: StopReason): void {
    this.#members.get(attempt)?.attempt.requestStop({ outcome: 'stopped', reason: stopReasons[reason] });
  }

  /** Removes an ended attempt from this machine. */
  async forget(attempt: string): Promise<void> {
    const member = this.#members.get(attempt);
    this.#members.delete(attempt);
    await member?.running;
    await member?.attempt.journal.close();
    await removeAttemptDirectory(this.#context.data, attempt);
  }

  actual(): ReadonlyMap<string, ActualAttempt> {
    return new Map(
      [...this.#members].map(([name, { attempt, running }]) => [
        name,
        {
          team: attempt.plan.team,
          replicas: attempt.replicas,
          requests: attempt.plan.requests,
          phase: attempt.phase !== 'ended' && running === undefined ? 'unattended' : attempt.phase,
          stopping: attempt.stopping,
          delivered: attempt.journal.backlog === 0,
          endedAt: attempt.journal.state.ended?.at,
        },
      ]),
    );
  }

  sources(): Iterable<ReportSource> {
    return [...this.#members.values()].map(({ attempt }) => ({
      ...attempt.record,
      journal: attempt.journal,
    }));
  }

  /** What the processes that run ask for, by resource. */
  get requested(): Readonly<Record<string, number>> {
    const sum: Record<string, number> = {};
    for (const { attempt } of this.#members.values()) {
      if (attempt.phase !== 'running') continue;
      for (const [name, amount] of Object.entries(attempt.plan.requests))
        sum[name] = (sum[name] ?? 0) + amount * attempt.replicas;
    }
    return sum;
  }

  findMetricsTarget(attempt: string): MetricsTarget | undefined {
    const member = this.#members.get(attempt)?.attempt;
    return member && { token: member.record.token, journal: member.journal };
  }

  /** Names of the cache entries that running attempts use. */
  cachesInUse(): { readonly sources: ReadonlySet<string>; readonly venvs: ReadonlySet<string> } {
    const starting = [...this.#members.values()].flatMap(({ attempt }) =>
      attempt.phase === 'ended' ? [] : [attempt.journal.state.starting],
    );
    return {
      sources: new Set(starting.flatMap((mark) => mark?.source ?? [])),
      venvs: new Set(starting.flatMap((mark) => mark?.python ?? [])),
    };
  }

  /** Stops all processes, see `stop-attempts`. Resolves when none runs, which takes at most the longest grace period and a little. */
  async interruptAll(): Promise<void> {
    const members = [...this.#members.values()];
    for (const member of members) {
      this.adopt(member.attempt.record.attempt); // what nobody leads cannot be stopped
      member.attempt.interrupt({ outcome: 'lost', reason: 'agent stopped' });
    }
    const bound = Math.max(0, ...members.map(({ attempt }) => attempt.plan.graceSeconds)) * 1000 + killMs;
    const waited = new AbortController();
    await Promise.race([
      Promise.all(members.map(({ attempt }) => attempt.processesEnded)),
      this.#context.clock.sleep(bound, waited.signal),
    ]);
    waited.abort();
  }

  /** Whether the scheduler has confirmed everything that was reported. */
  get delivered(): boolean {
    return [...this.#members.values()].every(({ attempt }) => attempt.journal.backlog === 0);
  }

  /** Whether attempts are on their way to their end. */
  get finishing(): boolean {
    return [...this.#members.values()].some(({ attempt }) => attempt.phase === 'finishing');
  }

  /** Leads nothing any more; processes that run go on. */
  async leave(): Promise<void> {
    this.#leave.abort(new Error('the agent stops'));
    for (const { attempt, running } of this.#members.values()) {
      await running;
      await attempt.journal.close();
    }
  }
}

const stopReasons = {
  removed: 'its manifest was removed from the environment repository',
  withdrawn: 'it was withdrawn from this cluster, and nothing of it runs any more',
};
export type StopReason = keyof typeof stopReasons;

const withdrawal: Verdict = { outcome: 'stopped', reason: stopReasons.withdrawn };

/** An attempt that was withdrawn before it began ends at once. */
const planned = (plan: AttemptPlan): { readonly plan: AttemptPlan; readonly verdict?: Verdict } =>
  plan.withdrawn ? { plan, verdict: withdrawal } : { plan };

/** What an attempt on disk was made from. When another version cannot read it any more, just enough to stop it and say so. */
function planOf(record: AttemptRecord): { readonly plan: AttemptPlan; readonly verdict?: Verdict } {
  const { team, run, attempt, manifest } = record;
  try {
    return planned(readAttemptManifest(manifest, attempt));
  } catch (error) {
    const plan: AttemptPlan = {
      team,
      job: '',
      run,
      attempt,
      epoch: 0,
      withdrawn: false,
      argv: [],
      environment: [],
      replicas: 1,
      timeoutSeconds: undefined,
      graceSeconds: 30,
      requests: {},
      workspace: { source: null, python: null, artifacts: [] },
      files: {},
      ignored: [],
    };
    const reason = `this agent cannot read its manifest any more: ${describeError(error)}`;
    return { plan, verdict: { outcome: 'lost', reason } };
  }
}

/** Warnings for an attempt that asks for more than the machine has. */
function oversize({ replicas, requests }: AttemptPlan): string[] {
  const machine = { cpu: availableParallelism(), memory: totalmem() };
  const warnings: string[] = [];
  for (const resource of ['cpu', 'memory'] as const) {
    const asked = (requests[resource] ?? 0) * replicas;
    if (asked > machine[resource])
      warnings.push(
        `it asks for ${describe(resource, asked)}, this machine has ${describe(resource, machine[resource])}`,
      );
  }
  return warnings;
}

function describe(resource: 'cpu' | 'memory', amount: number): string {
  return resource === 'cpu' ? `${String(amount)} CPUs` : `${(amount / 2 ** 30).toFixed(1)} GiB of memory`;
}
