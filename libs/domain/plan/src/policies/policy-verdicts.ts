import { placeId, resourcePlace } from '@slipway/changes';
import type { Finding } from '../finding.ts';
import type { CostChange } from '../plan.ts';
import type { Program } from '../programs.ts';
import type { Side } from '../read-side.ts';
import type { Scope } from '../scope.ts';
import { compilePolicies } from './compiled-policy.ts';
import { judge } from './judge.ts';
import { subjectOf } from './subject.ts';

export interface PolicyContext {
  readonly scope: Scope;
  readonly programs: ReadonlyMap<string, Program>;
  readonly cost: CostChange;
}

/**
 * What the policies of the new revision say of every resource that is changed, or may be judged anew because a policy, the
 * settings, its Team or a Cluster is changed.
 */
export function policyVerdicts(
  before: Side,
  after: Side,
  { scope, programs, cost }: PolicyContext,
): { readonly names: readonly string[]; readonly findings: readonly Finding[] } {
  const environment = after.settings?.metadata.name ?? '';
  const { compiled, findings } = compilePolicies(after.policies, environment);
  const touched = new Set(
    scope.changes.flatMap(({ path }) => {
      const place = resourcePlace(path);
      return place === undefined ? [] : [placeId(place)];
    }),
  );
  const judgesAll = scope.changes.some(({ path }) => isRule(path));
  const ofResources = [...after.resources].flatMap(([id, { resource }]) => {
    const isTouched = touched.has(id);
    const isShared = resource.kind === 'Team' || resource.kind === 'Cluster';
    if (!isTouched && isShared && !judgesAll) return [];
    const old = before.resources.get(id)?.resource;
    const change = old === undefined ? 'added' : isTouched ? 'changed' : 'unchanged';
    const context = { head: after, cost, environment };
    return judge(compiled, subjectOf(resource, old, change, programs.get(id), context));
  });
  return {
    names: compiled.map(({ located }) => located.policy.metadata.name),
    findings: [...findings, ...unique(ofResources)],
  };
}

const isRule = (path: string): boolean => {
  const kind = resourcePlace(path)?.kind;
  return kind === 'Policy' || kind === 'Environment';
};

/** A policy that fails for many resources in the same way is told once. */
const unique = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values(),
];
