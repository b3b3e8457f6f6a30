/** Bytes of one part of an upload. Object stores take at most 10,000 parts, which makes 125 GB. */
export const partBytes = 12_582_912;
/** Parts of one upload that are on their way at once. */
const partsAtOnce = 2;

/**
 * The chunks as parts of `partBytes`, the last one shorter; one empty part for no content. A chunk is copied before the
 * next one is asked for.
 */
export async function* partsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  let part: Buffer = Buffer.alloc(0);
  let filled = 0;
  let isFirst = true;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      if (filled === part.length) part = largerPart(part, filled + chunk.length - at);
      const copied = chunk.copy(part, filled, at);
      at += copied;
      filled += copied;
      if (filled < partBytes) continue;
      yield part;
      isFirst = false;
      part = Buffer.alloc(0);
      filled = 0;
    }
  }
  if (filled > 0 || isFirst) yield part.subarray(0, filled);
}

/** Doubled, so that small content takes little memory and large content is not copied often. */
function largerPart(part: Buffer, needed: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.min(partBytes, Math.max(needed, part.length * 2)));
  part.copy(larger);
  return larger;
}

/** The first part, and the others if there are any: content of one part needs no upload in parts. */
export async function splitFirst(
  parts: AsyncGenerator<Buffer, void, void>,
): Promise<{ readonly first: Buffer; readonly rest: AsyncIterable<Buffer> | undefined }> {
  const one = await parts.next();
  const two = await parts.next();
  const first = one.done === true ? Buffer.alloc(0) : one.value;
  if (two.done === true) return { first, rest: undefined };
  return {
    first,
    rest: (async function* () {
      yield two.value;
      yield* parts;
    })(),
  };
}

/**
 * Sends parts, a few at once, and gives back what `send` gave for each, in their order. When one fails, it throws after
 * those under way have ended.
 */
export async function sendParts<Result>(
  first: Buffer,
  rest: AsyncIterable<Buffer>,
  send: (part: Buffer, number: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const underWay = new Set<Promise<void>>();
  const begin = async (part: Buffer, number: number): Promise<void> => {
    const sending = send(part, number).then((result) => {
      results[number - 1] = result;
      underWay.delete(sending);
    });
    // A failure is seen by the race below, or at the end.
    sending.catch(() => undefined);
    underWay.add(sending);
    if (underWay.size >= partsAtOnce) await Promise.race(underWay);
  };
  try {
    let number = 1;
    await begin(first, number);
    for await (const part of rest) await begin(part, (number += 1));
    await Promise.all(underWay);
    return results;
  } catch (error) {
    await Promise.allSettled(underWay);
    throw error;
  }
}
