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
  let count = 0;
  const decoder = new TextDecoder();
  const joined = (items: readonly string[]): Buffer =>
    Buffer.from(
      items
        .filter((item) => item !== '')
        .map((item) => (count++ === 0 ? '[\n' : ',\n') + item)
        .join(''),
    );
  for await (const chunk of lines) {
    const pieces = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = pieces.pop() ?? '';
    yield joined(pieces);
  }
  yield joined([rest]);
  yield Buffer.from(count === 0 ? '[]\n' : '\n]\n');
}
