import { studyEndpoints } from '@slipway/contracts';
import type { OpenStudy } from '../../connection/open-study.ts';
import type { Invocation } from '../../invocation.ts';
import type { TrialSelection } from './trials.ts';

/** All trials that are selected, oldest first, as the server writes them. */
export function streamTrials(
  { signal }: Invocation,
  { client, params }: OpenStudy,
  format: 'csv' | 'jsonl',
  query: TrialSelection,
): AsyncGenerator<Uint8Array> {
  const endpoint = format === 'csv' ? studyEndpoints.trialsAsCsv : studyEndpoints.trialsAsJsonLines;
  return client.bytes(endpoint, { params, query, signal });
}

/** JSON lines as one JSON array, in equal pieces. */
export async function* asJsonArray(lines: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = '';
  let isFirst = true;
  const decoder = new TextDecoder();
  const joined = (items: readonly string[]): string => {
    const text = items
      .filter((item) => item !== '')
      .map((item) => {
        const separator = isFirst ? '[\n' : ',\n';
        isFirst = false;
        return separator + item;
      })
      .join('');
    return text;
  };
  for await (const chunk of lines) {
    const pieces = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = pieces.pop() ?? '';
    yield Buffer.from(joined(pieces));
  }
  yield Buffer.from(joined([rest]));
  yield Buffer.from(isFirst ? '[]\n' : '\n]\n');
}
