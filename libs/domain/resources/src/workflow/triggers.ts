import { z } from 'zod';
import { distinct, problemCheck, textLike } from '../fields/check.ts';
import { cronProblem, timeZoneProblem } from './schedule.ts';

const refPattern = textLike(200, 'a pattern of names: main, release/*, v*', /^[^\s~^:\\[\]!]+$/);
const Refs = z.array(refPattern).min(1).max(100);
const Paths = z
  .array(textLike(500, 'a pattern of paths as in .gitignore: src/**, *.py, !*.md', /^[^#\s][^\\]*$/))
  .min(1)
  .max(200);

const paths = Paths.optional().describe(
  'Starts only when a path that was changed matches, as in .gitignore: src/** is what a folder holds, *.py is anywhere, and !*.md takes away. Any path when left out.',
);

/** What starts a workflow, and what a job may be restricted to. */
export const workflowEvents = ['push', 'pull_request', 'tag', 'schedule', 'manual'] as const;

export const Triggers = z
  .strictObject({
    push: z
      .strictObject({
        branches: Refs.optional().describe(
          'Branches, such as main or release/*; the default branch when left out.',
        ),
        paths,
      })
      .optional()
      .describe('Commits that are pushed to a branch. Write push: {} for the default branch.'),
    pull_request: z
      .strictObject({
        branches: Refs.optional().describe('Branches that it goes to; any when left out.'),
        paths,
      })
      .optional()
      .describe('A pull request that is opened, pushed to or reopened.'),
    tag: z
      .strictObject({ tags: Refs.optional().describe('Tags, such as v*; any when left out.') })
      .optional()
      .describe('A tag that is pushed.'),
    schedule: z
      .array(
        z.strictObject({
          cron: z
            .string()
            .max(100, { abort: true })
            .check(problemCheck(cronProblem))
            .meta({ examples: ['0 3 * * 1'] })
            .describe('Minute, hour, day of month, month and day of week.'),
          timeZone: z
            .string()
            .max(64, { abort: true })
            .check(problemCheck(timeZoneProblem))
            .default('UTC')
            .describe('Time zone of IANA, such as Europe/Berlin.'),
        }),
      )
      .min(1)
      .max(10)
      .check(distinct(({ cron }) => cron, 'cron'))
      .optional()
      .describe('Times at which it starts on the default branch.'),
  })
  .describe('What starts it. It can be started by hand too.');

/** Which runs are at work at the same time. */
export const Concurrency = z.strictObject({
  group: textLike(100, 'a name: letters, digits, and . _ - /', /^[\w./-]+$/)
    .optional()
    .describe(
      'Of the runs of a group in a repository one is at work. Left out: each branch, tag and pull request of the workflow is a group.',
    ),
  cancelSuperseded: z
    .boolean()
    .optional()
    .describe(
      'Whether a new run stops the one at work instead of waiting for it. Of those that wait the newest is kept. Left out: it does for pull requests.',
    ),
});
