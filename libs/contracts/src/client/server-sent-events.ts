import { UnavailableError } from '@slipway/kernel';

export interface ServerSentEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

const maxLine = 8_388_608;

/**
 * Parses a `text/event-stream` (https://html.spec.whatwg.org/multipage/server-sent-events.html): comments are skipped,
 * `data` lines joined, an unfinished event at the end dropped.
 * @throws UnavailableError when one line is longer than 8 MiB.
 */
export async function* parseEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let event = '';
  let id: string | undefined;
  let data: string[] = [];
  for await (const line of lines(chunks)) {
    if (line === '') {
      if (data.length > 0) yield { event: event || 'message', id, data: data.join('\n') };
      [event, data] = ['', []];
      continue;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id') id = value;
  }
}

async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    const complete = rest.split(/\r\n|\n|\r(?!$)/);
    rest = complete.pop() ?? '';
    if (rest.length > maxLine) throw new UnavailableError('an event of the stream is larger than 8 MiB');
    yield* complete;
  }
}
