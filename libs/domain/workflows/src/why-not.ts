import { anyPathMatches, refMatches, type Workflow } from '@slipway/resources';
import type { WorkflowEvent } from './workflow-event.ts';

/** What is known of the repository when an event is looked at. */
export interface Circumstances {
  readonly defaultBranch: string;
  /** Paths that were changed; undefined when nobody can tell all of them: every filter of paths lets it through then. */
  readonly changed: readonly string[] | undefined;
}

/** Why a workflow is not started by an event, in a sentence; undefined: it is. */
export function whyNot(
  { spec: { on } }: Workflow,
  event: WorkflowEvent,
  { defaultBranch, changed }: Circumstances,
): string | undefined {
  switch (event.name) {
    case 'push': {
      if (!on.push) return 'it does not start by a push';
      if (!refMatches(on.push.branches ?? [defaultBranch], event.branch))
        return `it does not start by a push to ${event.branch}`;
      return whyNotByPaths(on.push.paths, changed);
    }
    case 'pull_request': {
      if (!on.pull_request) return 'it does not start by a pull request';
      const { branches, paths } = on.pull_request;
      if (branches && !refMatches(branches, event.base))
        return `it does not start by a pull request to ${event.base}`;
      return whyNotByPaths(paths, changed);
    }
    case 'tag':
      if (!on.tag) return 'it does not start by a tag';
      return on.tag.tags && !refMatches(on.tag.tags, event.tag)
        ? `it does not start by the tag ${event.tag}`
        : undefined;
    case 'schedule':
      return on.schedule?.some(({ cron }) => cron === event.cron)
        ? undefined
        : `the schedule ${event.cron} is not its any more`;
    case 'manual':
      return undefined;
  }
}

/** Whether looking at the workflow needs to know which paths were changed. */
export const needsPaths = ({ spec: { on } }: Workflow, name: WorkflowEvent['name']): boolean =>
  (name === 'push' && on.push?.paths !== undefined) ||
  (name === 'pull_request' && on.pull_request?.paths !== undefined);

function whyNotByPaths(
  patterns: readonly string[] | undefined,
  changed: readonly string[] | undefined,
): string | undefined {
  if (!patterns || !changed) return undefined;
  return anyPathMatches(patterns, changed) ? undefined : 'no path that it looks at was changed';
}
