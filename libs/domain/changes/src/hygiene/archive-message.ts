import type { FinishedFile } from './finished-files.ts';

/** Paths that are named in the message. */
const mostNamed = 50;

/** What the commit that removes finished files says; ends in a newline. It has no trailers: no change log asked for it. */
export function archiveMessage(files: readonly FinishedFile[]): string {
  const named = files.slice(0, mostNamed).map(({ path, why }) => `${path}: ${why}`);
  const more = files.length - named.length;
  return [
    `Archive ${String(files.length)} finished ${files.length === 1 ? 'file' : 'files'}`,
    '',
    'No part of Slipway needs them any more; they stay in the history.',
    '',
    ...named,
    ...(more > 0 ? [`and ${String(more)} more`] : []),
    '',
  ].join('\n');
}
