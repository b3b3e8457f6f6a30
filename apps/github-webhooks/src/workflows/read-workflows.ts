import { InvalidInputError, TooLargeError, type Issue } from '@slipway/kernel';
import type { CheckReport, GitHost } from '@slipway/ports';
import { parseWorkflows, type Workflow } from '@slipway/resources';

/** Where a repository says what is done with its code. */
export const workflowFile = 'slipway.yaml';

/** Name of the check that says what is wrong with it. */
const checkName = workflowFile;

export type ReadWorkflows =
  | { readonly kind: 'read'; readonly workflows: readonly Workflow[] }
  /** There is no such file. */
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly issues: readonly Issue[] };

/** The workflows of a repository as they are at a commit. */
export async function readWorkflows(host: GitHost, commit: string): Promise<ReadWorkflows> {
  try {
    const text = await host.fileAt(commit, workflowFile);
    if (text === undefined) return { kind: 'none' };
    return { kind: 'read', workflows: parseWorkflows(workflowFile, text) };
  } catch (error) {
    if (error instanceof TooLargeError) return { kind: 'refused', issues: [issueOf(error.message)] };
    if (!(error instanceof InvalidInputError)) throw error;
    return {
      kind: 'refused',
      issues: error.issues.length > 0 ? error.issues : [issueOf(error.message)],
    };
  }
}

export const issueOf = (message: string): Issue => ({ file: workflowFile, line: 1, message });

const mostIssues = 50;

/** Says on the commit that nothing can be run, and why. */
export const refusalCheck = (commit: string, issues: readonly Issue[]): CheckReport => ({
  ...{ name: checkName, commit, state: 'failure' },
  title: `${workflowFile} is not understood`,
  summary: 'No workflow was started. `slipway workflow check` finds the same before a push.\n',
  annotations: issues.slice(0, mostIssues).map(({ line = 1, column, message, expected, suggestion }) => ({
    ...{ path: workflowFile, line, level: 'failure', title: workflowFile },
    ...(column === undefined ? {} : { column }),
    message: [
      message,
      ...(expected === undefined ? [] : [`expected ${expected}`]),
      ...(suggestion === undefined ? [] : [`is ${suggestion} meant?`]),
    ].join('; '),
  })),
});
