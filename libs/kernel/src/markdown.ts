// Text within Markdown that others have written.

/** A code span: nothing in it is read as Markdown, HTML or the name of somebody to be told. */
export function code(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, ' ');
  const ticks = '`'.repeat(longestRun(oneLine) + 1);
  const pad = oneLine === '' || oneLine.startsWith('`') || oneLine.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${oneLine}${pad}${ticks}`;
}

/** Text that means itself: no Markdown, no HTML, and no @ that would notify somebody. */
export const plain = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~#]/g, '\\$&')
    .replaceAll('@', '@\u200B');

/** Of backquotes. */
export const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
