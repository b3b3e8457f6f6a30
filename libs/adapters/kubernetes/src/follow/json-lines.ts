import { TooLargeError, UnavailableError } from '@slipway/kernel';

const newline = 0x0a;

/**
 * The JSON values of a stream, one a line. A last line without an end is dropped: it was cut off, and comes again.
 * @throws UnavailableError when a whole line is no JSON, TooLargeError when a line is longer than `maxBytes`.
 */
export async function* jsonLines(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<unknown, void, undefined> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      parts.push(chunk.subarray(from, end));
      const line = (parts.length === 1 ? (parts[0] ?? chunk) : Buffer.concat(parts)).toString('utf8');
      [parts, bytes, from] = [[], 0, end + 1];
      if (line.trim() !== '') yield parse(line);
    }
    const rest = chunk.subarray(from);
    if (rest.byteLength > 0) parts.push(Buffer.from(rest));
    bytes += rest.byteLength;
    if (bytes > maxBytes) throw new TooLargeError(`A line is longer than ${String(maxBytes)} bytes`);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new UnavailableError(`A line of the watch is no JSON: ${line.slice(0, 80)}`, { cause });
  }
}
