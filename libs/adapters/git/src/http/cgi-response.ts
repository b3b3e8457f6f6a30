import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UnavailableError } from '@slipway/kernel';

const longestHead = 16_384;

/**
 * Turns what a CGI program writes (RFC 3875, section 6) into an HTTP answer; the body flows at the client's pace. The
 * answer is left open: whether it is whole is known when the program has ended.
 * @throws UnavailableError when the program ends before it wrote a whole head.
 */
export async function sendCgiResponse(output: Readable, response: ServerResponse): Promise<void> {
  const { head, rest } = await readHead(output);
  let status = 200;
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (colon < 1) continue;
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10) || 500;
    else response.setHeader(name, value);
  }
  response.writeHead(status);
  if (rest.length > 0) response.write(rest);
  await pipeline(output, response, { end: false });
}

async function readHead(output: Readable): Promise<{ head: string; rest: Buffer }> {
  let read: Buffer = Buffer.alloc(0);
  for await (const chunk of output.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    read = Buffer.concat([read, chunk]);
    const end = /\r?\n\r?\n/.exec(read.toString('latin1', 0, longestHead));
    if (end !== null)
      return { head: read.toString('latin1', 0, end.index), rest: read.subarray(end.index + end[0].length) };
    if (read.length > longestHead) break;
  }
  throw new UnavailableError('git http-backend gave no answer');
}
