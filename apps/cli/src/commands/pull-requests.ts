import { InvalidArgumentError, Option } from 'commander';
import type { ListPullRequestsOptions } from '../actions/pull-requests/list.ts';
import type { OpenPullRequestOptions } from '../actions/pull-requests/open.ts';
import type { ReviewOptions } from '../actions/pull-requests/review.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, wholeNumber, type AddCommand } from './attach.ts';

/** `12` or `#12` */
function pullNumber(text: string): string {
  const digits = text.replace(/^#/, '');
  if (/^[1-9]\d{0,8}$/.test(digits)) return digits;
  throw new InvalidArgumentError('Expected the number of a pull request.');
}

export const addPullRequests: AddCommand = (registry) => {
  const group = registry.program
    .command('pr')
    .description('Propose, review and merge changes of the embedded environment repository');

  const list = group
    .command('list')
    .description('List pull requests, newest first')
    .addOption(
      new Option('--state <state>', 'only those in this state')
        .choices(['open', 'merged', 'closed', 'all'])
        .default('open'),
    )
    .option('--limit <count>', 'at most this many', wholeNumber(1, 100_000), 100)
    .option('--all', 'all of them');
  withExamples(list, ['slipway pr list', 'slipway pr list --state merged --limit 10']);
  attach(registry, list, async (invocation, _words, options) => {
    const { listPullRequests } = await import('../actions/pull-requests/list.ts');
    await listPullRequests(invocation, options as ListPullRequestsOptions);
  });

  const show = group
    .command('show')
    .description('Show a pull request with its checks and reviews')
    .argument('<number>', 'its number', pullNumber)
    .option('--plan', 'write its plan, as Markdown');
  withExamples(show, ['slipway pr show 12', 'slipway pr show 12 --plan']);
  attach(registry, show, async (invocation, [number = ''], options) => {
    const { showPullRequest } = await import('../actions/pull-requests/show.ts');
    await showPullRequest(invocation, Number(number), options as { plan?: boolean });
  });

  const open = group
    .command('open')
    .description(
      'Propose a branch that was pushed; proposed again it gets the new title and body. With --wait the exit code is 1 when its plan is denied or invalid',
    )
    .argument('<branch>', 'the branch')
    .requiredOption('--title <title>', 'what it does, in a line')
    .option('--body <text>', 'why, in Markdown')
    .option('--wait', 'until it was planned');
  withExamples(open, ['slipway pr open more-gpus --title "Two GPUs for digits" --wait']);
  attach(registry, open, async (invocation, [branch = ''], options) => {
    const { openPullRequest } = await import('../actions/pull-requests/open.ts');
    return openPullRequest(invocation, branch, options as OpenPullRequestOptions);
  });

  const review = group
    .command('review')
    .description('Approve a pull request as it is now, or ask for changes')
    .argument('<number>', 'its number', pullNumber)
    .option('--approve', 'let it be merged, as far as you own what it changes')
    .option('--request-changes', 'keep it from being merged until you approve')
    .option('--message <text>', 'why');
  withExamples(review, [
    'slipway pr review 12 --approve',
    'slipway pr review 12 --request-changes --message "Why so many?"',
  ]);
  attach(registry, review, async (invocation, [number = ''], options) => {
    const { reviewPullRequest } = await import('../actions/pull-requests/review.ts');
    await reviewPullRequest(invocation, Number(number), options as ReviewOptions);
  });

  const merge = group
    .command('merge')
    .description('Merge a pull request whose plan is right and whose reviews are given')
    .argument('<number>', 'its number', pullNumber);
  withExamples(merge, ['slipway pr merge 12']);
  attach(registry, merge, async (invocation, [number = '']) => {
    const { mergePullRequest } = await import('../actions/pull-requests/end.ts');
    await mergePullRequest(invocation, Number(number));
  });

  const close = group
    .command('close')
    .description('Close a pull request without merging it')
    .argument('<number>', 'its number', pullNumber);
  withExamples(close, ['slipway pr close 12']);
  attach(registry, close, async (invocation, [number = '']) => {
    const { closePullRequest } = await import('../actions/pull-requests/end.ts');
    await closePullRequest(invocation, Number(number));
  });
};
