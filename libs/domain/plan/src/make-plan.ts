import { costChange } from './cost-change.ts';
import { inOrder, type Finding } from './finding.ts';
import { planLimits } from './limits.ts';
import { manifestChanges } from './manifest-changes.ts';
import { modelFindings } from './model-findings.ts';
import { pathFindings } from './path-findings.ts';
import { placementChanges, placementFindings } from './placement-changes.ts';
import type { Plan, Verdict } from './plan.ts';
import { policyVerdicts } from './policies/policy-verdicts.ts';
import { programsOf, type Program } from './programs.ts';
import { quotaChanges, quotaVerdicts } from './quota-change.ts';
import { readSide, type Side } from './read-side.ts';
import { redactText } from './redaction.ts';
import { renderedAt, renderRuns, renderShared, type RenderedFiles } from './rendered-files.ts';
import { otherFiles, resourceChanges } from './resource-changes.ts';
import { foreignPaths, reviewsOf } from './reviews.ts';
import { scopeOf, type Scope } from './scope.ts';
import type { Snapshot } from './snapshot.ts';

export interface PlanOptions {
  /** Who proposes the change, as Teams name members; without it nobody is said to be of another team. */
  readonly author?: string;
}

/**
 * The verdict on a change of desired state: what becomes of resources, manifests, placement, cost and quotas, who has to
 * approve, and what is wrong. A function of the two revisions alone; both hold the contents that `contentsToRead` names.
 */
export function makePlan(base: Snapshot, head: Snapshot, { author }: PlanOptions = {}): Plan {
  const scope = scopeOf(base.files, head.files);
  const considered = [...scope.touched, ...scope.affected].sort();
  const [before, after] = [readSide(base, considered), readSide(head, considered)];
  const [programsBefore, programsAfter] = [programsOf(before), programsOf(after)];
  const isTouched = ({ place }: Program): boolean => scope.touched.has(place.file);
  const [runsBefore, runsAfter] = [programsBefore, programsAfter].map((programs) =>
    [...programs.values()].filter(isTouched),
  ) as [Program[], Program[]];
  const changed = changedShared(scope);
  const runs = renderRuns(after, runsAfter);
  const cost = costChange(runsBefore, runsAfter);
  const waiting = quotaVerdicts({ teams: after.teams, programs: runsAfter });
  const policies = policyVerdicts(before, after, { scope, programs: programsAfter, cost });
  const paths = scope.changes.map(({ path }) => path);
  const ownership = before.snapshot.files.size === 0 ? after : before;
  const findings = inOrder(
    [
      ...pathFindings(scope.changes, head, (path) => renderedAt(after, path)),
      ...ofThisChange(after, scope),
      ...modelFindings(scope.changes, head),
      ...runs.findings,
      ...placementFindings(runsAfter, after),
      ...policies.findings,
      ...quotaFindings(waiting, runsAfter),
      ...(author === undefined ? [] : foreignPaths(paths, author, ownership)),
    ].map((finding) => ({ ...finding, message: redactText(finding.message) })),
  );
  return {
    base: base.revision,
    head: head.revision,
    verdict: verdictOf(findings),
    resources: resourceChanges(before, after, scope),
    otherFiles: otherFiles(scope),
    findings: findings.slice(0, planLimits.findings),
    moreFindings: Math.max(0, findings.length - planLimits.findings),
    manifests: manifestChanges(
      merged(renderShared(before, changed), renderRuns(before, runsBefore).files),
      merged(renderShared(after, changed), runs.files),
    ),
    reviews: reviewsOf(paths, ownership),
    placements: placementChanges(programsBefore, programsAfter),
    cost,
    quotas: quotaChanges(
      { teams: before.teams, programs: runsBefore },
      { teams: after.teams, programs: runsAfter },
    ),
    waiting,
    policies: policies.names,
  };
}

function changedShared({ changes }: Scope): {
  readonly teams: ReadonlySet<string>;
  readonly clusters: ReadonlySet<string>;
} {
  const named = (pattern: RegExp): ReadonlySet<string> =>
    new Set(changes.flatMap(({ path }) => pattern.exec(path)?.slice(1, 2) ?? []));
  return {
    teams: named(/^teams\/([^/]+)\/team\.yaml$/),
    clusters: named(/^clusters\/([^/]+)\/cluster\.yaml$/),
  };
}

/** What is wrong with files that the change does not touch is told, and does not hold it up: except policies, without which nothing is known to be right. */
function ofThisChange(after: Side, { changes }: Scope): readonly Finding[] {
  const touched = new Set(changes.map(({ path }) => path));
  return after.findings.map((finding) =>
    touched.has(finding.file) || finding.file.startsWith('policies/')
      ? finding
      : { ...finding, level: 'warning', message: `${finding.message} (not part of this change)` },
  );
}

function quotaFindings(waiting: Plan['waiting'], programs: readonly Program[]): readonly Finding[] {
  return waiting.flatMap(({ resource, team, cluster, outcome, reason }): Finding[] => {
    const program = programs.find(({ id }) => id === resource);
    if (program === undefined || outcome === 'waits') return [];
    const message = `its run can never start on ${cluster}: ${reason}; ask for less, or raise the quota of team ${team}`;
    return [
      {
        level: 'failure',
        source: 'quota',
        title: 'more than the quota',
        message,
        file: program.place.file,
        line: 1,
      },
    ];
  });
}

function verdictOf(findings: readonly Finding[]): Verdict {
  const failures = findings.filter(({ level }) => level === 'failure');
  if (failures.length === 0) return 'ok';
  return failures.every(({ source }) => source === 'policy') ? 'denied' : 'invalid';
}

const merged = (one: RenderedFiles, other: RenderedFiles): RenderedFiles => new Map([...one, ...other]);
