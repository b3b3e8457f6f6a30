import { parseQuantity } from '@slipway/kernel';
import { replicaNeeds } from '@slipway/placement';
import { acceleratorResource, type Team } from '@slipway/resources';
import { compareText } from './finding.ts';
import type { QuotaChange, QuotaVerdict } from './plan.ts';
import type { Program } from './programs.ts';

type Amounts = ReadonlyMap<string, number>;

interface SideOfQuota {
  readonly teams: ReadonlyMap<string, Team>;
  readonly programs: readonly Program[];
}

/**
 * What the runs of the changed programs ask of the quotas of their teams, on each cluster; quotas hold per cluster. Runs
 * that are active already are not known offline.
 */
export function quotaChanges(before: SideOfQuota, after: SideOfQuota): readonly QuotaChange[] {
  const groups = new Map<string, { readonly team: string; readonly cluster: string }>();
  for (const { job, cluster } of [...before.programs, ...after.programs])
    if (cluster)
      groups.set(`${job.metadata.team}/${cluster.metadata.name}`, {
        team: job.metadata.team,
        cluster: cluster.metadata.name,
      });
  return [...groups.values()]
    .sort((left, right) => compareText(left.team, right.team) || compareText(left.cluster, right.cluster))
    .flatMap(({ team, cluster }) => {
      const limits = [before, after].map(({ teams }) => limitsOf(teams.get(team)));
      const asked = [before, after].map(({ programs }) => sum(programs.filter(runsOn(team, cluster))));
      const names = new Set(limits.flatMap((limit) => [...limit.keys()]));
      return [...names].sort().map((resource) => ({
        team,
        cluster,
        resource,
        limit: {
          ...present('before', limits[0]?.get(resource)),
          ...present('after', limits[1]?.get(resource)),
        },
        asked: { before: asked[0]?.get(resource) ?? 0, after: asked[1]?.get(resource) ?? 0 },
      }));
    });
}

/** Which runs their team's quota would not let start at once, when all start together in the order of their ids. */
export function quotaVerdicts({ teams, programs }: SideOfQuota): readonly QuotaVerdict[] {
  const used = new Map<string, Map<string, number>>();
  const verdicts: QuotaVerdict[] = [];
  for (const program of programs.toSorted((left, right) => compareText(left.id, right.id))) {
    const { job, cluster, id } = program;
    if (cluster === undefined) continue;
    const team = job.metadata.team;
    const limits = limitsOf(teams.get(team));
    const group = `${team}/${cluster.metadata.name}`;
    const before = used.get(group) ?? new Map<string, number>();
    const needs = needsOf(program);
    const verdict = (outcome: QuotaVerdict['outcome'], reason: string): void => {
      verdicts.push({ resource: id, team, cluster: cluster.metadata.name, outcome, reason });
    };
    const never = over(needs, limits);
    if (never !== undefined) {
      verdict(
        'never',
        `it asks for ${amount(never.asked)} ${never.resource}, the quota is ${amount(never.limit)}`,
      );
      continue;
    }
    const together = new Map([...needs].map(([name, count]) => [name, count + (before.get(name) ?? 0)]));
    const waits = over(together, limits);
    if (waits === undefined) used.set(group, new Map([...before, ...together]));
    else
      verdict(
        'waits',
        `with the runs before it ${amount(waits.asked)} ${waits.resource} are asked for, the quota is ${amount(waits.limit)}`,
      );
  }
  return verdicts;
}

const runsOn =
  (team: string, cluster: string) =>
  (program: Program): boolean =>
    program.job.metadata.team === team && program.cluster?.metadata.name === cluster;

function needsOf({ job }: Program): Amounts {
  const needs = Object.entries(replicaNeeds(job)).map(
    ([name, count]) => [name, count * job.spec.replicas] as const,
  );
  return new Map([...needs, ['runs', 1]]);
}

function sum(programs: readonly Program[]): Amounts {
  const all = new Map<string, number>();
  for (const program of programs)
    for (const [name, count] of needsOf(program)) all.set(name, (all.get(name) ?? 0) + count);
  return all;
}

function limitsOf(team: Team | undefined): Amounts {
  const { cpu, memory, accelerators = {}, runs } = team?.spec.quota ?? {};
  return new Map([
    ...(cpu === undefined ? [] : [['cpu', parseQuantity(cpu) ?? 0] as const]),
    ...(memory === undefined ? [] : [['memory', parseQuantity(memory) ?? 0] as const]),
    ...Object.entries(accelerators).map(([type, count]) => [acceleratorResource(type), count] as const),
    ...(runs === undefined ? [] : [['runs', runs] as const]),
  ]);
}

function over(
  asked: Amounts,
  limits: Amounts,
): { readonly resource: string; readonly asked: number; readonly limit: number } | undefined {
  for (const [resource, limit] of limits) {
    const count = asked.get(resource) ?? 0;
    if (count > limit) return { resource, asked: count, limit };
  }
  return undefined;
}

const present = (name: 'before' | 'after', limit: number | undefined): object =>
  limit === undefined ? {} : { [name]: limit };

/** A count, or bytes with a unit when they are many: `12`, `64Gi`. */
export function amount(count: number): string {
  for (const [unit, size] of [
    ['Ti', 2 ** 40],
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
  ] as const)
    if (count >= size) return `${String(Math.round((count / size) * 100) / 100)}${unit}`;
  return String(Math.round(count * 1000) / 1000);
}
