import type { PullRequestDetails } from '@slipway/contracts';
import { age } from '../../output/ages.ts';
import type { Colours } from '../../output/output.ts';
import { printable } from '../../output/printable.ts';
import { fieldLines, tableLines } from '../../output/table.ts';
import { indented } from '../describe-lines.ts';

/** A pull request with what was said of it. */
export function pullRequestLines(pull: PullRequestDetails, now: Date, colours: Colours): readonly string[] {
  const { number, title, author, state, head, base, openedAt, mergeCommit, body } = pull;
  const { checks, reviews, deployments } = pull;
  const section = (heading: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', colours.bold(heading), ...indented(lines)];
  return [
    ...fieldLines([
      ['Pull request', `#${String(number)} ${printable(title)}`],
      ['State', state],
      ['Author', printable(author)],
      ['Branch', `${printable(head.branch)} → ${printable(base)}`],
      ['Head', head.commit],
      ['Opened', `${openedAt} (${age(openedAt, now)} ago)`],
      ['Merged by', mergeCommit],
    ]),
    ...section('Text', body === '' ? [] : body.split(/\r?\n/).map(printable)),
    ...section(
      'Checks',
      checks.length === 0
        ? ['none yet']
        : tableLines(
            ['name', 'says', 'title'],
            checks.map(({ name, state: is, title: said }) => [
              printable(name),
              paint(is, colours),
              printable(said),
            ]),
          ),
    ),
    ...section(
      'Clusters',
      deployments.length === 0
        ? []
        : tableLines(
            ['cluster', 'state', 'progress'],
            deployments.map(({ environment, state: is, description }) => [
              printable(environment),
              paint(is, colours),
              printable(description),
            ]),
          ),
    ),
    ...section(
      'Reviews',
      reviews.map(
        ({ reviewer, verdict, body: said, commit, at }) =>
          `${printable(reviewer)} ${verdict === 'approved' ? 'approved' : 'asked for changes'} ${age(at, now)} ago${commit === head.commit ? '' : ', of another head'}${said === '' ? '' : `: ${printable(said)}`}`,
      ),
    ),
  ];
}

type Word =
  PullRequestDetails['checks'][number]['state'] | PullRequestDetails['deployments'][number]['state'];

function paint(word: Word, colours: Colours): string {
  if (word === 'success') return colours.green(word);
  return word === 'failure' ? colours.red(word) : colours.yellow(word);
}
