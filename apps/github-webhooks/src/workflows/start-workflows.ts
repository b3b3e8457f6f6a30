import type { Issue } from '@slipway/kernel';
import type { GitHost, HostRepository, WorkflowRunRecord } from '@slipway/ports';
import { nextTime, type Workflow } from '@slipway/resources';
import { isUntrusted, needsPaths, subjectOf, whyNot, type WorkflowEvent } from '@slipway/workflows';
import { beginWorkflow, type WorkflowBeginning } from './begin-workflow.ts';
import { issueOf, readWorkflows, refusalCheck } from './read-workflows.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

export interface StartedBy {
  /** `owner/name` in lower case. */
  readonly repository: string;
  readonly event: WorkflowEvent;
  /** The commit that the branch pointed to before a push; undefined when nobody knows. */
  readonly before?: string | undefined;
  /** Names what starts once more what the event has started before. */
  readonly again?: string | undefined;
  /** Of a schedule: the workflow that it belongs to. */
  readonly only?: string | undefined;
}

/**
 * Begins the workflows of a repository that an event starts, each once. What is wrong with its file is said on the commit.
 * @returns what became of it, in a sentence
 */
export async function startWorkflows(deps: WorkflowDeps, started: StartedBy): Promise<string> {
  const { repository, event } = started;
  const teams = await deps.repositories.teamsOf(repository);
  if (teams.length === 0) return `no team has the repository ${repository}`;
  const host = deps.hostOf(repository);
  const source = await sourceOf(host, event);
  if (source === undefined) return 'the branch that it goes to is gone';
  const found = await readWorkflows(host, source);
  const info = await host.repository();
  if (found.kind === 'none') {
    await keepSchedules(deps, repository, info, event, []);
    return 'there is no slipway.yaml';
  }
  const refuse = async (issues: readonly Issue[]): Promise<string> => {
    await host.reportCheck(refusalCheck(event.commit, issues));
    return `slipway.yaml is not understood: ${issues[0]?.message ?? ''}`;
  };
  if (found.kind === 'refused') return refuse(found.issues);
  const issues = found.workflows.flatMap((workflow) => teamProblem(workflow, teams, repository) ?? []);
  if (issues.length > 0) return refuse(issues);
  await keepSchedules(deps, repository, info, event, found.workflows);
  const changed = await changedPaths(host, started, found.workflows);
  const words: string[] = [];
  for (const workflow of found.workflows) {
    const { name } = workflow.metadata;
    if (started.only !== undefined && started.only !== name) continue;
    const { defaultBranch, cloneUrl } = info;
    const reason = whyNot(workflow, event, { defaultBranch, changed });
    if (reason !== undefined) {
      words.push(`${name}: ${reason}`);
      continue;
    }
    const begun = await beginOnce(deps, host, started, {
      ...{ team: workflow.metadata.team ?? teams[0] ?? '', repository, cloneUrl, isOnGitHub: true },
      ...{ key: keyOf(name, started), workflow, event },
    });
    words.push(begun ? `${name}: run ${String(begun.id)} has begun` : `${name}: it has begun before`);
  }
  return words.join('; ') || 'there is no such workflow any more';
}

/** The commit whose slipway.yaml counts: of a fork's pull request that of the branch it goes to, so that a fork decides nothing. */
const sourceOf = (host: GitHost, event: WorkflowEvent): Promise<string | undefined> =>
  event.name === 'pull_request' && isUntrusted(event)
    ? host.refCommit(`refs/heads/${event.base}`)
    : Promise.resolve(event.commit);

function teamProblem(
  { metadata: { name, team } }: Workflow,
  teams: readonly string[],
  repository: string,
): Issue | undefined {
  if (team === undefined)
    return teams.length === 1
      ? undefined
      : issueOf(
          `the workflow ${name} has to name its team in metadata.team: the repository belongs to ${teams.join(', ')}`,
        );
  return teams.includes(team)
    ? undefined
    : issueOf(
        `the team ${team} of the workflow ${name} does not have the repository: name ${repository} in spec.repositories of its Team`,
      );
}

/**
 * Begins what an event starts, however often it is heard of. What a branch, tag or pull request has come back to, after others
 * of its commits were begun, is begun once more.
 * @returns undefined when it was begun before
 */
async function beginOnce(
  deps: WorkflowDeps,
  host: GitHost,
  { repository, event }: StartedBy,
  beginning: WorkflowBeginning,
): Promise<WorkflowRunRecord | undefined> {
  const begun = await beginWorkflow(deps, beginning);
  const subject = subjectOf(event);
  if (begun || !subject) return begun;
  const newest = await deps.workflows.newestOf(repository, beginning.workflow.metadata.name, subject);
  if (!newest || newest.event.commit === event.commit) return undefined;
  // Asked after the newest is known: an event that is heard of late must not begin what its branch has left.
  if ((await commitNow(host, event)) !== event.commit) return undefined;
  return beginWorkflow(deps, { ...beginning, key: `${beginning.key}\nafter ${String(newest.id)}` });
}

/** The commit that what an event is about has now. */
async function commitNow(host: GitHost, event: WorkflowEvent): Promise<string | undefined> {
  switch (event.name) {
    case 'push':
    case 'schedule':
      return host.refCommit(`refs/heads/${event.branch}`);
    case 'tag':
      return host.refCommit(`refs/tags/${event.tag}`);
    case 'pull_request':
      return (await host.pullRequest(event.number)).head.commit;
    case 'manual':
      return event.commit;
  }
}

/** What names an event of a workflow: it starts a run once. */
function keyOf(workflow: string, { repository, event, again }: StartedBy): string {
  const what = (): readonly (string | number)[] => {
    switch (event.name) {
      case 'push':
        return [event.branch, event.commit];
      case 'pull_request':
        return [event.number, event.base, event.commit, ...(again === undefined ? [] : [again])];
      case 'tag':
        return [event.tag, event.commit];
      case 'schedule':
        // Not of the commit: the branch may move before that it was started is noted.
        return [event.cron, event.due];
      case 'manual':
        return [event.by, event.commit];
    }
  };
  return [repository, workflow, event.name, ...what()].join('\n');
}

/** Undefined when no workflow asks, or when nobody can tell. */
async function changedPaths(
  host: GitHost,
  { event, before }: StartedBy,
  workflows: readonly Workflow[],
): Promise<readonly string[] | undefined> {
  if (!workflows.some((workflow) => needsPaths(workflow, event.name))) return undefined;
  if (event.name === 'pull_request') return host.changedFiles(event.number);
  return before === undefined || /^0+$/.test(before) ? undefined : host.filesBetween(before, event.commit);
}

/** The default branch says what starts at which times. */
async function keepSchedules(
  { workflows: store, clock }: WorkflowDeps,
  repository: string,
  { defaultBranch }: HostRepository,
  event: WorkflowEvent,
  workflows: readonly Workflow[],
): Promise<void> {
  if (event.name !== 'push' || event.branch !== defaultBranch) return;
  await store.setSchedules(
    repository,
    workflows.flatMap(({ metadata, spec }) =>
      (spec.on.schedule ?? []).flatMap(({ cron, timeZone }) => {
        const due = nextTime({ cron, timeZone }, clock.now());
        return due ? [{ workflow: metadata.name, cron, timeZone, due }] : [];
      }),
    ),
  );
}
