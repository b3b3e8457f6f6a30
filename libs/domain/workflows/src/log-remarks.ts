import { redactSecrets } from '@slipway/changes';
import type { CodeRemark } from './job-result.ts';

const levels = { error: 'failure', warning: 'warning', notice: 'notice' } as const;
const command = /^::(error|warning|notice)(?: ([^\n]{0,2000}?))?::(.*)$/;
const mostRemarks = 50;
const mostText = 2_000;

/**
 * What a program says of places in the code, in the lines that GitHub's own runners read from logs:
 * `::error file=app.py,line=3,col=5,title=Style::message`. Linters and test runners print them when asked to. Lines without a
 * file are no remarks on code. Paths are as the program gives them, without a `./` before them.
 */
export function remarksInLog(log: string): readonly CodeRemark[] {
  const found: CodeRemark[] = [];
  for (const text of log.split('\n')) {
    const match = command.exec(text.trim());
    if (!match) continue;
    const [, level, properties = '', message = ''] = match;
    const given = new Map(
      properties.split(',').flatMap((part) => {
        const [, key, value] = /^\s*(\w+)=(.*)$/.exec(part) ?? [];
        return key === undefined || value === undefined
          ? []
          : [[key.toLowerCase(), unescaped(value)] as const];
      }),
    );
    const path = given.get('file')?.replace(/^\.\//, '');
    const line = Number(given.get('line') ?? 1);
    const column = Number(given.get('col') ?? NaN);
    if (path === undefined || path === '' || path.startsWith('/') || !Number.isSafeInteger(line) || line < 1)
      continue;
    found.push({
      level: levels[level as keyof typeof levels],
      ...{ path: path.slice(0, 500), line },
      ...(Number.isSafeInteger(column) && column >= 1 ? { column } : {}),
      title: told(given.get('title') ?? '', 200),
      message: told(unescaped(message), mostText) || '(no message)',
    });
    if (found.length === mostRemarks) break;
  }
  return found;
}

/** Remarks are read by everybody who sees the commit. */
const told = (text: string, most: number): string =>
  redactSecrets(text, '(removed: a secret)').slice(0, most).toWellFormed();

/** As GitHub's toolkit writes them. */
const unescaped = (text: string): string =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
