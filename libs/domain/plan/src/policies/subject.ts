import { jobThatRuns, resourceId, trialsAtATime, type SlipwayResource } from '@slipway/resources';
import type { CostChange } from '../plan.ts';
import { costOf } from '../cost-change.ts';
import type { Program } from '../programs.ts';
import type { Side } from '../read-side.ts';
import { sensitiveValues } from '../redaction.ts';
import type { Size, Variables } from './compile-expression.ts';

/** A resource of the new revision that policies judge. */
export interface Subject {
  readonly resource: SlipwayResource;
  readonly kind: string;
  readonly team: string | undefined;
  readonly cluster: string | undefined;
  readonly variables: Variables;
  readonly size: Size;
  /** Values that no message may show. */
  readonly secrets: readonly string[];
}

export interface SubjectContext {
  readonly head: Side;
  readonly cost: CostChange;
  readonly environment: string;
}

export function subjectOf(
  resource: SlipwayResource,
  old: SlipwayResource | undefined,
  change: 'added' | 'changed' | 'unchanged',
  program: Program | undefined,
  { head, cost, environment }: SubjectContext,
): Subject {
  const team = 'team' in resource.metadata ? resource.metadata.team : undefined;
  const teamName = team ?? (resource.kind === 'Team' ? resource.metadata.name : undefined);
  const cluster =
    program?.cluster ?? (resource.kind === 'Cluster' ? head.clusters.get(resource.metadata.name) : undefined);
  const ofTeam = cost.teams.find((one) => one.team === teamName);
  const none = costOf(0);
  const own = program?.hourly === undefined ? none : costOf(program.hourly);
  const variables: Variables = {
    resource: celValue(resource),
    old: celValue(old ?? null),
    program: celValue(program === undefined ? null : programOf(resource)),
    team: celValue((teamName === undefined ? undefined : head.teams.get(teamName)) ?? null),
    cluster: celValue(cluster ?? null),
    cost: { ...own, known: program?.hourly !== undefined },
    budget: { before: ofTeam?.before ?? none, after: ofTeam?.after ?? none },
    change,
    environment,
  };
  return {
    resource,
    kind: resource.kind,
    team: teamName,
    cluster: cluster?.metadata.name,
    variables,
    size: sizeOf([variables.resource, variables.old, variables.team, variables.cluster]),
    secrets: sensitiveValues(program?.job),
  };
}

/** What runs, the same for Jobs and Studies. */
function programOf(resource: SlipwayResource): unknown {
  if (resource.kind === 'Job') return resource.spec;
  if (resource.kind !== 'Study') return null;
  const { trials } = resource.spec;
  return {
    ...trials,
    retries: jobThatRuns(resource)?.spec.retries,
    replicas: trialsAtATime(resource) * (trials.replicas ?? 1),
  };
}

/** Path of a policy's field within the resource: `program.image` is `spec.trials.image` of a Study. */
export function fieldPath({ kind }: SlipwayResource, field: string): readonly string[] {
  const [root, ...rest] = field.split('.');
  if (root === 'resource') return rest;
  return [...(kind === 'Study' ? ['spec', 'trials'] : ['spec']), ...rest];
}

/** As CEL has it: whole numbers are of type int. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => (field === undefined ? [] : [[key, celValue(field)]])),
  );
}

function sizeOf(value: unknown): Size {
  if (typeof value === 'string') return { entries: 0, characters: value.length };
  if (typeof value !== 'object' || value === null) return { entries: 0, characters: 0 };
  const children: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return children.map(sizeOf).reduce(
    (most, size) => ({
      entries: Math.max(most.entries, size.entries),
      characters: Math.max(most.characters, size.characters),
    }),
    { entries: children.length, characters: 0 },
  );
}

export const subjectId = ({ resource }: Subject): string => resourceId(resource);
