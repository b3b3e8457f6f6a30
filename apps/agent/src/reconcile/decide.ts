import type { Phase } from '../attempts/attempt.ts';

/** What one attempt asks of the machine. */
export interface Demand {
  readonly team: string;
  /** Number of processes. */
  readonly replicas: number;
  /** Base units that one process asks for. */
  readonly requests: Readonly<Record<string, number>>;
}

/** An attempt whose manifest is in the environment repository. */
export interface DesiredAttempt extends Demand {
  /** Folder of its manifest, `yyyy-mm-dd`. */
  readonly day: string;
  /** Which look at the environment repository found it first; those of one look have the same number. */
  readonly arrival: number;
  /** It is not to run here any more; what has begun is ended, and what has not is said to be. */
  readonly withdrawn: boolean;
}

/** An attempt that has a directory on this machine. `unattended`: nobody leads it since the agent was started. */
export interface ActualAttempt extends Demand {
  readonly phase: Phase | 'unattended';
  readonly stopping: boolean;
  /** The scheduler has confirmed all of its reports. */
  readonly delivered: boolean;
  readonly endedAt: Date | undefined;
}

/** Limits of a team by the names of a ResourceQuota: `requests.cpu`, `pods`, `count/jobs.batch`, … */
export type Quota = Readonly<Record<string, number>>;

export interface Snapshot {
  /** Undefined as long as the environment repository was not read: nothing is started or stopped then. */
  readonly desired: ReadonlyMap<string, DesiredAttempt> | undefined;
  readonly teams: ReadonlyMap<string, Quota>;
  readonly actual: ReadonlyMap<string, ActualAttempt>;
  /** Attempts that this agent has ended and whose directory is gone. */
  readonly tombstones: ReadonlySet<string>;
  readonly maxProcesses: number;
  /** Number of ended attempts whose logs stay on this machine. */
  readonly keepEnded: number;
  readonly diskFull: boolean;
}

export type Action =
  | { readonly kind: 'adopt' | 'start' | 'withdraw' | 'stop' | 'forget'; readonly attempt: string }
  /** Gives it as many processes as its manifest says by now. */
  | { readonly kind: 'scale'; readonly attempt: string }
  | { readonly kind: 'wait'; readonly attempt: string; readonly reason: string };

/**
 * What to do, given what is wanted and what is there. An attempt that has a directory or a tombstone is never started
 * again; one that is withdrawn is only taken on to say that it has ended. Attempts that want to start are served in the order they came; one that has to wait for processes also holds
 * back those behind it, so that a large one is not overtaken for ever.
 */
export function decide(snapshot: Snapshot): readonly Action[] {
  const { desired, actual } = snapshot;
  const actions: Action[] = [];
  for (const [attempt, { phase }] of actual)
    if (phase === 'unattended') actions.push({ kind: 'adopt', attempt });
  if (desired === undefined) return actions;
  for (const [attempt, { phase, stopping }] of actual) {
    const wanted = desired.get(attempt)?.withdrawn === false;
    if (phase !== 'ended' && !stopping && !wanted) actions.push({ kind: 'stop', attempt });
  }
  const active = new Map<string, Demand>(
    [...actual].filter(([, { phase }]) => phase !== 'ended' && phase !== 'finishing'),
  );
  const scaled = scale(snapshot, desired, active);
  return [
    ...actions,
    ...forget(snapshot, desired),
    ...scaled,
    ...start(snapshot, desired, [...active.values()]),
  ];
}

function forget({ actual, keepEnded }: Snapshot, desired: ReadonlyMap<string, DesiredAttempt>): Action[] {
  const ended = [...actual].filter(
    ([attempt, { phase, delivered }]) => phase === 'ended' && delivered && !desired.has(attempt),
  );
  ended.sort(([, left], [, right]) => (right.endedAt?.getTime() ?? 0) - (left.endedAt?.getTime() ?? 0));
  return ended.slice(keepEnded).map(([attempt]) => ({ kind: 'forget', attempt }));
}

/** What runs with another number of processes than is wanted: fewer at once, more when there is room for them. */
function scale(
  snapshot: Snapshot,
  desired: ReadonlyMap<string, DesiredAttempt>,
  active: Map<string, Demand>,
): Action[] {
  return [...snapshot.actual].flatMap(([attempt, { phase, stopping, replicas }]): Action[] => {
    const wanted = desired.get(attempt);
    const isLed = phase === 'preparing' || phase === 'running';
    if (!wanted || wanted.withdrawn || !isLed || stopping || wanted.replicas === replicas) return [];
    const others = [...active].flatMap(([name, demand]) => (name === attempt ? [] : [demand]));
    const reason =
      wanted.replicas > replicas
        ? (waitReason(snapshot, wanted, others) ?? noProcesses(snapshot, wanted, others))
        : undefined;
    if (reason !== undefined) return [{ kind: 'wait', attempt, reason }];
    active.set(attempt, wanted);
    return [{ kind: 'scale', attempt }];
  });
}

/** Why there is no room for the processes of an attempt; one that is larger than the machine runs alone. */
function noProcesses(
  { maxProcesses }: Snapshot,
  { replicas: more }: Demand,
  others: readonly Demand[],
): string | undefined {
  const processes = others.reduce((sum, { replicas }) => sum + replicas, 0);
  return processes > 0 && processes + more > maxProcesses
    ? `${String(processes)} of ${String(maxProcesses)} processes are in use`
    : undefined;
}

function start(
  snapshot: Snapshot,
  desired: ReadonlyMap<string, DesiredAttempt>,
  running: readonly Demand[],
): Action[] {
  const { actual, tombstones } = snapshot;
  const active = [...running];
  const candidates = [...desired].filter(([attempt]) => !actual.has(attempt) && !tombstones.has(attempt));
  candidates.sort(
    ([leftName, left], [rightName, right]) =>
      compare(left.day, right.day) || left.arrival - right.arrival || compare(leftName, rightName),
  );
  let full: string | undefined;
  return candidates.map(([attempt, demand]) => {
    if (demand.withdrawn) return { kind: 'withdraw', attempt };
    const reason = waitReason(snapshot, demand, active) ?? (full ??= noProcesses(snapshot, demand, active));
    if (reason !== undefined) return { kind: 'wait', attempt, reason };
    active.push(demand);
    return { kind: 'start', attempt };
  });
}

function waitReason(
  { teams, diskFull }: Snapshot,
  demand: DesiredAttempt,
  active: readonly Demand[],
): string | undefined {
  if (diskFull) return 'the disk is almost full';
  const quota = teams.get(demand.team);
  if (quota === undefined) return `there is no manifest of team ${demand.team}`;
  const ofTeam = active.filter(({ team }) => team === demand.team);
  for (const [resource, hard] of Object.entries(quota)) {
    const used = ofTeam.reduce((sum, one) => sum + share(resource, one), 0);
    if (used + share(resource, demand) > hard)
      return `quota of team ${demand.team}: ${resource} is ${String(used)} of ${String(hard)}`;
  }
  return undefined;
}

/** How much of a quota an attempt takes. What this agent cannot count it does not hold against anybody. */
function share(resource: string, { replicas, requests }: Demand): number {
  if (resource === 'pods') return replicas;
  if (resource === 'count/jobs.batch') return 1;
  return (requests[resource.replace(/^requests\./, '')] ?? 0) * replicas;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
