const maxLength = 200;

/** The last line of an output that says something, without control characters, at most 200 characters. */
export function readableLine(output: string): string {
  const lines = output
    .split(/[\r\n]+/)
    .map((line) => line.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim());
  const last = lines.findLast((line) => line !== '') ?? '';
  return last.length > maxLength ? `${last.slice(0, maxLength - 1)}…` : last;
}
