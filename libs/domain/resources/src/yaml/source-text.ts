import { InvalidInputError, type Issue } from '@slipway/kernel';
import type { LineCounter } from 'yaml';
import { offsetOf, formatPath, type Located, type Path } from './located-value.ts';

/** At most this many issues of a file are told. */
const mostIssues = 50;

/** The text of a file as far as error messages need it: its name and where its lines start. */
export interface SourceText {
  readonly file: string;
  readonly lines: LineCounter;
}

export interface IssueDetails {
  readonly message: string;
  readonly expected?: string | undefined;
  readonly suggestion?: string | undefined;
}

/** An issue at an offset of the text. */
export function issueAtOffset(source: SourceText, offset: number, details: IssueDetails, path?: Path): Issue {
  const { line, col } = source.lines.linePos(offset);
  const { message, expected, suggestion } = details;
  return {
    message,
    file: source.file,
    line,
    column: col,
    ...(path && path.length > 0 && { path: formatPath(path) }),
    ...(expected !== undefined && { expected }),
    ...(suggestion !== undefined && { suggestion }),
  };
}

/** An issue at a value of a document, or at the name of a field. */
export function issueAtPath(
  source: SourceText,
  root: Located,
  path: Path,
  details: IssueDetails,
  at: 'key' | 'value' = 'value',
): Issue {
  return issueAtOffset(source, offsetOf(root, path, at), details, path);
}

/** All issues of a file as one error, whose message tells the first. */
export function invalidFile(file: string, issues: readonly Issue[]): InvalidInputError {
  const told = [...issues]
    .sort((left, right) => (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0))
    .slice(0, mostIssues);
  const more = issues.length - told.length;
  if (more > 0) told.push({ file, message: `${String(more)} more problems are not shown` });
  const [first] = told;
  const place =
    first?.line === undefined ? file : `${file}:${String(first.line)}:${String(first.column ?? 1)}`;
  const rest = issues.length > 1 ? ` (and ${String(issues.length - 1)} more)` : '';
  return new InvalidInputError(
    `${place}: ${first?.path === undefined ? '' : `${first.path}: `}${first?.message ?? 'is not valid'}${rest}`,
    { issues: told },
  );
}
