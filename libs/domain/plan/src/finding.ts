import type { Issue } from '@slipway/kernel';

/** As GitHub calls the levels of an annotation. */
export type FindingLevel = 'failure' | 'warning' | 'notice';

/** What a finding comes from. Only a failure of `policy` denies; any other failure means that the change is invalid. */
export type FindingSource = 'schema' | 'path' | 'secret' | 'policy' | 'placement' | 'quota';

/** Something to tell the author, at its place. */
export interface Finding {
  readonly level: FindingLevel;
  readonly source: FindingSource;
  readonly title: string;
  readonly message: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based; absent when it is about the whole line. */
  readonly column?: number;
}

/** A finding of an issue; one without a place is about the first line of `file`. */
export function findingOf(
  { level, source, title }: Pick<Finding, 'level' | 'source' | 'title'>,
  file: string,
  issue: Issue,
): Finding {
  const { message, path, line, column, expected, suggestion } = issue;
  const text = [
    `${path === undefined ? '' : `${path}: `}${message}`,
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(suggestion === undefined ? [] : [`did you mean ${suggestion}?`]),
  ].join('; ');
  return {
    level,
    source,
    title,
    message: text,
    file: issue.file ?? file,
    line: line ?? 1,
    ...(column === undefined ? {} : { column }),
  };
}

const levels: readonly FindingLevel[] = ['failure', 'warning', 'notice'];

/** Failures first, then by place. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const rank = ({ level }: Finding): number => levels.indexOf(level);
  return findings.toSorted(
    (left, right) =>
      rank(left) - rank(right) ||
      compareText(left.file, right.file) ||
      left.line - right.line ||
      (left.column ?? 0) - (right.column ?? 0) ||
      compareText(left.title, right.title) ||
      compareText(left.message, right.message),
  );
}

/** By code units, the same everywhere. */
export const compareText = (left: string, right: string): number =>
  left === right ? 0 : left < right ? -1 : 1;
