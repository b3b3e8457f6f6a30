import type { Plan } from '../plan.ts';

/** Of a check run, as GitHub's REST API takes it; at most 50 go into one request. */
export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'failure' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  readonly start_column?: number;
  readonly end_column?: number;
}

/** The findings of a plan at their lines. */
export function annotations({ findings }: Plan): readonly Annotation[] {
  return findings.map(({ file, line, column, level, title, message }) => ({
    path: file,
    start_line: line,
    end_line: line,
    annotation_level: level,
    title: title.slice(0, 255),
    message: message.slice(0, 4000),
    ...(column === undefined ? {} : { start_column: column, end_column: column }),
  }));
}
