import { neededBy, type Workflow, type WorkflowJob } from '@slipway/resources';

/** A job, and its name in a tree in which jobs stand below what they need. */
export interface TreeLine {
  readonly job: WorkflowJob;
  readonly label: string;
}

/** A job that needs several stands once: below the one that is last to be ready. */
export function workflowTree({ spec: { jobs } }: Workflow): readonly TreeLine[] {
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const depths = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const job = byName.get(name);
    const depth = 1 + Math.max(-1, ...(job ? neededBy(job).map(depthOf) : []));
    depths.set(name, depth);
    return depth;
  };
  const below = Map.groupBy(jobs, (job) =>
    neededBy(job).reduce<string | undefined>(
      (deepest, name) => (deepest === undefined || depthOf(name) >= depthOf(deepest) ? name : deepest),
      undefined,
    ),
  );
  const branches = (parent: string, indent: string): readonly TreeLine[] =>
    (below.get(parent) ?? []).flatMap((job, index, siblings) => {
      const isLast = index === siblings.length - 1;
      return [
        { job, label: `${indent}${isLast ? '└─' : '├─'} ${job.name}` },
        ...branches(job.name, `${indent}${isLast ? '   ' : '│  '}`),
      ];
    });
  return (below.get(undefined) ?? []).flatMap((job) => [{ job, label: job.name }, ...branches(job.name, '')]);
}

/** What starts a workflow: `a push to main, a pull request, by hand`. */
export function startsText({ spec: { on } }: Workflow): string {
  const { push, pull_request: pull, tag, schedule = [] } = on;
  const pathsText = (paths: readonly string[] | undefined): string =>
    paths ? ` that changes ${paths.join(', ')}` : '';
  const oneOf = (names: readonly string[]): string => names.join(' or ');
  return [
    ...(push
      ? [`a push to ${push.branches ? oneOf(push.branches) : 'the default branch'}${pathsText(push.paths)}`]
      : []),
    ...(pull
      ? [`a pull request${pull.branches ? ` to ${oneOf(pull.branches)}` : ''}${pathsText(pull.paths)}`]
      : []),
    ...(tag ? [tag.tags ? `a tag ${oneOf(tag.tags)}` : 'a tag'] : []),
    ...schedule.map(({ cron, timeZone }) => `the schedule ${cron} in ${timeZone}`),
    'by hand',
  ].join('; ');
}
