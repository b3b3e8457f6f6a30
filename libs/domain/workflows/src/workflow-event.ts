interface Common {
  /** The commit whose code runs. */
  readonly commit: string;
}

/** What has happened in a repository, or is due, as a workflow may be started by it. */
export type WorkflowEvent =
  | (Common & { readonly name: 'push'; readonly branch: string })
  | (Common & {
      readonly name: 'pull_request';
      readonly number: number;
      /** The branch that it goes to. */
      readonly base: string;
      readonly branch: string;
      readonly author: string;
      /** Whether its branch is in another repository. */
      readonly fromFork: boolean;
    })
  | (Common & { readonly name: 'tag'; readonly tag: string })
  | (Common & {
      readonly name: 'schedule';
      readonly branch: string;
      readonly cron: string;
      /** When it was due, as ISO 8601. */
      readonly due: string;
    })
  | (Common & { readonly name: 'manual'; readonly ref: string; readonly by: string });

/**
 * What an event is about, whichever commit that has now: such events come one after the other. Undefined of those that
 * come once.
 */
export function subjectOf(event: WorkflowEvent): Readonly<Record<string, string | number>> | undefined {
  switch (event.name) {
    case 'push':
      return { name: event.name, branch: event.branch };
    case 'pull_request':
      return { name: event.name, number: event.number, base: event.base };
    case 'tag':
      return { name: event.name, tag: event.tag };
    case 'schedule':
    case 'manual':
      return undefined;
  }
}

/** What the event is about, for people and for groups: `main`, `#12`, `v1.0`. */
export function refOf(event: WorkflowEvent): string {
  switch (event.name) {
    case 'push':
    case 'schedule':
      return event.branch;
    case 'pull_request':
      return `#${String(event.number)}`;
    case 'tag':
      return event.tag;
    case 'manual':
      return event.ref;
  }
}

/**
 * In whose name everything is done that follows from the event. Who starts a workflow by hand chooses what the repository is
 * called, and so answers for it himself.
 */
export const requesterOf = (repository: string, event: WorkflowEvent): string =>
  event.name === 'manual' ? event.by : `workflow ${repository}`;

/** A sentence: `a push to main`. */
export function sentenceOf(event: WorkflowEvent): string {
  switch (event.name) {
    case 'push':
      return `a push to ${event.branch}`;
    case 'pull_request':
      return `pull request ${refOf(event)} of ${event.author}`;
    case 'tag':
      return `the tag ${event.tag}`;
    case 'schedule':
      return `the schedule ${event.cron}`;
    case 'manual':
      return `${event.by}, by hand`;
  }
}
