import type { Request, Response } from 'express';
import { problemOf } from './problem.ts';
import { exchangeOf } from './exchange.ts';
import { leave, nextOrAborted, writeChunk } from './stream-steps.ts';

export interface OutgoingEvent {
  readonly id?: string;
  /** Serialised by JSON. */
  readonly data: unknown;
}

/** How long the first event may take before the headers go out without it. Errors until then are a plain answer. */
const firstEventTime = 200;

/**
 * Sends server-sent events with back-pressure and heartbeats until they end, the caller has gone or the server stops.
 * A failure before the first event is thrown; later it is sent as an event `problem`, which ends the stream.
 */
export async function sendEvents(
  request: Request,
  response: Response,
  events: AsyncIterable<OutgoingEvent>,
  heartbeat: number,
): Promise<void> {
  const { signal, requestId, logger, route } = exchangeOf(request);
  const iterator = events[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  const begin = (): void => {
    if (response.headersSent || response.destroyed) return;
    response
      .status(200)
      .set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' });
    response.flushHeaders();
    timer = setInterval(() => {
      // Not while the caller is behind: it would only grow the buffer.
      if (response.writableLength === 0) response.write(': heartbeat\n\n');
    }, heartbeat);
  };
  const first = setTimeout(begin, firstEventTime);
  try {
    for (;;) {
      const next = await nextOrAborted(iterator, signal);
      if (next === 'aborted' || next.done === true) break;
      begin();
      await writeChunk(response, eventText(next.value), signal);
    }
    begin();
  } catch (error) {
    if (!response.headersSent) throw error;
    if (signal.aborted) return;
    const problem = problemOf(error, requestId);
    if (problem.status === 500) logger.error('event stream failed', { error, route });
    response.write(`event: problem\ndata: ${JSON.stringify(problem)}\n\n`);
  } finally {
    clearTimeout(first);
    clearInterval(timer);
    leave(iterator);
  }
  response.end();
}

function eventText({ id, data }: OutgoingEvent): string {
  // A line break in an id would let data pose as fields of the stream.
  const idLine = id === undefined ? '' : `id: ${id.replaceAll(/[\r\n\0]/g, '')}\n`;
  return `${idLine}data: ${JSON.stringify(data)}\n\n`;
}
