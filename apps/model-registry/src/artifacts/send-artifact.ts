import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { NotFoundError } from '@slipway/kernel';
import type { ContentInfo } from '@slipway/ports';
import { invalidParameter, MlflowError } from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import type { StreamExchange } from '../protocol/mlflow-endpoint.ts';
import type { ArtifactPlace } from './artifact-places.ts';
import { rangeIn } from './byte-range.ts';
import { attachment, contentTypeOf } from './content-type.ts';
import { digestField } from './digest-fields.ts';
import { release } from './released-chunks.ts';

/**
 * Answers with an artifact, or the range of it that is asked for, as a file to be stored. When the artifact turns out to
 * be damaged, or the client stays silent, the connection is cut.
 * @param path of the artifact, as messages name it
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST; INVALID_PARAMETER_VALUE for a folder
 */
export async function sendArtifact(
  { artifactSettings: { silence } }: RegistryContext,
  { request, response }: StreamExchange,
  place: ArtifactPlace,
  path: string,
): Promise<void> {
  const { status, headers, content } = await answerOf(request, place, path);
  response.writeHead(status, headers);
  if (content) await stream(content, Number(headers['Content-Length']), response, silence);
  else response.end();
}

interface Answer {
  readonly status: 200 | 206 | 416;
  readonly headers: OutgoingHttpHeaders;
  /** Undefined for an answer without a body. */
  readonly content?: AsyncIterable<Buffer>;
}

async function answerOf(request: IncomingMessage, place: ArtifactPlace, path: string): Promise<Answer> {
  const { store, key } = place;
  if (key === '') throw isFolder(path);
  const isHead = request.method === 'HEAD';
  const asked = request.headers.range;
  try {
    const known = isHead || asked !== undefined ? await store.stat(key) : undefined;
    if (known && isHead) return { status: 200, headers: headersOf(known, path, known.bytes) };
    const range = known && isSame(request, known) ? rangeIn(asked, known.bytes) : 'whole';
    if (range === 'unsatisfiable')
      return {
        status: 416,
        headers: { 'Content-Range': `bytes */${String(known?.bytes ?? 0)}`, 'Content-Length': 0 },
      };
    if (range === 'whole') {
      const found = await store.get(key);
      return { status: 200, headers: headersOf(found, path, found.bytes), content: found.content };
    }
    const found = await store.get(key, range);
    const { first, last } = range;
    const shown = `bytes ${String(first)}-${String(last)}/${String(found.bytes)}`;
    return {
      status: 206,
      headers: { ...headersOf(found, path, last - first + 1), 'Content-Range': shown },
      content: found.content,
    };
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const { entries } = await store.list(key, { limit: 1 });
    throw entries.length > 0 ? isFolder(path) : noArtifact(path);
  }
}

const isFolder = (path: string): MlflowError =>
  invalidParameter(`Artifact path refers to a directory, not a file: '${path}'`);

const noArtifact = (path: string): MlflowError =>
  new MlflowError('RESOURCE_DOES_NOT_EXIST', `No such artifact: '${path}'`);

/** False when the client has a part of another content, which a range of this one would not complete. */
const isSame = ({ headers }: IncomingMessage, { version }: ContentInfo): boolean =>
  headers['if-range'] === undefined || headers['if-range'] === `"${version}"`;

function headersOf(info: ContentInfo, path: string, bytes: number): OutgoingHttpHeaders {
  return {
    'Content-Type': contentTypeOf(path),
    'Content-Disposition': attachment(path),
    'Content-Length': bytes,
    'Accept-Ranges': 'bytes',
    'Last-Modified': info.modified.toUTCString(),
    ETag: `"${info.version}"`,
    ...(info.sha256 === undefined ? {} : { 'Repr-Digest': digestField(info.sha256) }),
  };
}

/**
 * Sends content with back-pressure. A client that has gone is not told anything.
 * @throws Error when the content ends before the bytes that are announced
 */
async function stream(
  content: AsyncIterable<Buffer>,
  bytes: number,
  response: ServerResponse,
  silence: number,
): Promise<void> {
  response.setTimeout(silence, () => response.destroy());
  let left = bytes;
  for await (const chunk of content) {
    left -= chunk.length;
    const takesMore = response.write(chunk, () => {
      release(chunk);
    });
    if (!takesMore) await drained(response);
    if (response.destroyed) return;
  }
  if (left > 0) throw new Error(`an artifact has ended ${String(left)} bytes early`);
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
    if (response.destroyed) done();
  });
}
