import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request } from 'express';
import { InvalidInputError, TooLargeError, UnavailableError } from '@slipway/kernel';
import { RequestTimeoutError, UnsupportedMediaTypeError } from './http-errors.ts';
import { parseJson } from './json-text.ts';
import type { HttpLimits } from './limits.ts';

/** Reads JSON bodies so that neither one nor all of them together can exhaust the memory. */
export interface JsonBodies {
  /**
   * The parsed body. Its bytes count as in use until the response has closed.
   * @throws UnsupportedMediaTypeError, TooLargeError, RequestTimeoutError, InvalidInputError for what is no JSON, and
   * UnavailableError while all bodies together are over the bound.
   */
  read(request: Request): Promise<unknown>;
  /** The bytes of a body, whatever its type, within the same bounds. */
  bytes(request: IncomingMessage, response: ServerResponse): Promise<Buffer>;
}

export function createJsonBodies(
  limits: Pick<HttpLimits, 'bodyBytes' | 'bodiesBytes' | 'bodyDepth' | 'bodyTime'>,
): JsonBodies {
  let inUse = 0;
  /** Counts the bytes of one request, until its response has closed. */
  const reserver = (response: ServerResponse | undefined): ((bytes: number) => void) => {
    let reserved = 0;
    response?.once('close', () => {
      inUse -= reserved;
      reserved = 0;
    });
    return (bytes) => {
      if (inUse + bytes > limits.bodiesBytes) throw new UnavailableError('too many large requests at once');
      inUse += bytes;
      reserved += bytes;
    };
  };
  const bytesOf = async (request: IncomingMessage, response: ServerResponse | undefined): Promise<Buffer> => {
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > limits.bodyBytes) throw tooLarge(limits.bodyBytes);
    return readBytes(request, limits, reserver(response));
  };
  return {
    bytes: bytesOf,
    read: async (request) => {
      checkType(request);
      return parseJson(await bytesOf(request, request.res), limits.bodyDepth);
    },
  };
}

function tooLarge(bytes: number): TooLargeError {
  return new TooLargeError(`the body is larger than ${String(bytes)} bytes`);
}

function checkType(request: Request): void {
  const [type = '', ...parameters] = (request.get('content-type') ?? '').toLowerCase().split(';');
  if (type.trim() !== 'application/json') {
    throw new UnsupportedMediaTypeError('the body must be JSON: send "Content-Type: application/json"');
  }
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    throw new UnsupportedMediaTypeError('the body must be in UTF-8');
  }
  const encoding = request.get('content-encoding');
  if (encoding !== undefined && encoding !== 'identity') {
    throw new UnsupportedMediaTypeError('a compressed body is not taken: leave out Content-Encoding');
  }
}

function readBytes(
  request: IncomingMessage,
  limits: Pick<HttpLimits, 'bodyBytes' | 'bodyTime'>,
  reserve: (bytes: number) => void,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      request.off('data', take).off('end', end).off('close', close).off('error', close);
      finish();
    };
    const fail = (error: unknown): void => {
      settle(() => {
        request.pause();
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    };
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > limits.bodyBytes) {
        fail(tooLarge(limits.bodyBytes));
        return;
      }
      try {
        reserve(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail(error);
      }
    };
    const end = (): void => {
      settle(() => {
        resolve(Buffer.concat(chunks, length));
      });
    };
    const close = (): void => {
      fail(new InvalidInputError('the body ended before it was whole'));
    };
    const timer = setTimeout(() => {
      fail(new RequestTimeoutError(`the body did not arrive within ${String(limits.bodyTime / 1000)} s`));
    }, limits.bodyTime);
    request.on('data', take).once('end', end).once('close', close).once('error', close);
  });
}
