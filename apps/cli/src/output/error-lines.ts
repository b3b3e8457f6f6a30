import { SlipwayError, describeError, type Issue } from '@slipway/kernel';
import { clipped, printable } from './printable.ts';
import type { Colours } from './output.ts';

const maxIssues = 20;
const lineWidth = 120;

export interface ErrorContext {
  /** Text of the files that issues may point into, by their name. */
  readonly sources: ReadonlyMap<string, string>;
  readonly colours: Colours;
}

/** An error as a person can act on it: what failed, then each issue with its place, its source line and what was expected. */
export function errorLines(error: unknown, { sources, colours }: ErrorContext): string[] {
  const lines = [`${colours.red('error:')} ${clipped(printable(describeError(error)), 2000)}`];
  if (!(error instanceof SlipwayError)) return lines;
  const issues = uniqueIssues(error);
  for (const issue of issues.slice(0, maxIssues)) lines.push('', ...issueLines(issue, sources, colours));
  if (issues.length > maxIssues) lines.push('', `and ${String(issues.length - maxIssues)} more`);
  const { hint, requestId } = error.details;
  if (typeof hint === 'string') lines.push(`${colours.cyan('hint:')} ${hint}`);
  if (error.code === 'internal' && typeof requestId === 'string')
    lines.push(`request id: ${printable(requestId)}`);
  return lines;
}

/** Leaves out an issue that says what the message has said already, when it has no place to point to. */
function uniqueIssues({ issues, message }: SlipwayError): readonly Issue[] {
  return issues.filter(
    (issue) =>
      issue.line !== undefined ||
      issue.expected !== undefined ||
      issue.suggestion !== undefined ||
      !message.includes(issue.message),
  );
}

function issueLines(issue: Issue, sources: ReadonlyMap<string, string>, colours: Colours): string[] {
  const place = [issue.file, issue.line, issue.column]
    .filter((part) => part !== undefined)
    .map(String)
    .join(':');
  const path = issue.path === undefined ? '' : `${printable(issue.path)}: `;
  const lines = [
    `${place === '' ? '' : `${colours.bold(printable(place))}: `}${path}${printable(issue.message)}`,
  ];
  const source = issue.file === undefined ? undefined : sources.get(issue.file);
  if (source !== undefined && issue.line !== undefined)
    lines.push(...sourceLines(source, issue.line, issue.column, colours));
  if (issue.expected !== undefined) lines.push(`  expected: ${printable(issue.expected)}`);
  if (issue.suggestion !== undefined)
    lines.push(`  did you mean ${colours.bold(printable(issue.suggestion))}?`);
  return lines;
}

/** The line that an issue points to, and a caret below its column. A long line is shown around the column. */
function sourceLines(source: string, line: number, column: number | undefined, colours: Colours): string[] {
  const text = source.split('\n', line)[line - 1]?.replace(/\r$/, '');
  if (text === undefined) return [];
  const at = (column ?? 1) - 1;
  const from = at < lineWidth - 20 ? 0 : at - 40;
  const shown = text.slice(from, from + lineWidth);
  const gutter = String(line);
  const before = printable(shown.slice(0, at - from).replaceAll('\t', ' '));
  const lines = [
    `  ${colours.dim(`${gutter} |`)} ${before}${printable(shown.slice(at - from).replaceAll('\t', ' '))}`,
  ];
  if (column !== undefined)
    lines.push(
      `  ${colours.dim(`${' '.repeat(gutter.length)} |`)} ${' '.repeat(Array.from(before).length)}${colours.red('^')}`,
    );
  return lines;
}
