/** Replaces `removed` bytes at `start` (counted in the old content) by `bytes`. */
export interface Splice {
  readonly start: number;
  readonly removed: number;
  readonly bytes: Uint8Array;
}

const longestCopy = 0x10000;
const longestInsert = 127;

/**
 * A git delta (gitformat-pack(5), "Deltified representation") from known edits: copy what lies before each splice,
 * insert its bytes, and so on. Nothing is searched, so it costs the same for a directory of three or of three thousand.
 *
 * @param splices ascending by `start`, not overlapping.
 */
export function encodeDelta(oldSize: number, splices: readonly Splice[]): Buffer {
  const out: number[] = [];
  const growth = splices.reduce((sum, { removed, bytes }) => sum + bytes.length - removed, 0);
  pushSize(out, oldSize);
  pushSize(out, oldSize + growth);
  let from = 0;
  for (const { start, removed, bytes } of splices) {
    pushCopy(out, from, start);
    for (let at = 0; at < bytes.length; at += longestInsert) {
      const part = bytes.subarray(at, at + longestInsert);
      out.push(part.length, ...part);
    }
    from = start + removed;
  }
  pushCopy(out, from, oldSize);
  return Buffer.from(out);
}

function pushSize(out: number[], size: number): void {
  let rest = size;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) out.push((rest & 0x7f) | 0x80);
  out.push(rest);
}

function pushCopy(out: number[], from: number, to: number): void {
  for (let start = from; start < to; start += longestCopy) {
    const size = Math.min(longestCopy, to - start);
    const at = out.push(0) - 1;
    let flags = 0x80;
    for (let byte = 0; byte < 4; byte += 1) {
      const value = (start >>> (8 * byte)) & 0xff;
      if (value === 0) continue;
      flags |= 1 << byte;
      out.push(value);
    }
    // A size of 0x10000 is written as no size at all.
    for (let byte = 0; byte < 2; byte += 1) {
      const value = (size >>> (8 * byte)) & 0xff;
      if (value === 0) continue;
      flags |= 0x10 << byte;
      out.push(value);
    }
    out[at] = flags;
  }
}
