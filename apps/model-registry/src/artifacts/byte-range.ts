import type { ByteRange } from '@slipway/ports';

/**
 * The one range that a `Range` header asks for, of content of so many bytes. `whole` when it asks for none, for several, or
 * for what cannot be understood: all of these may be answered by the whole content (RFC 9110, section 14.2).
 */
export function rangeIn(header: string | undefined, bytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (from === '' && to === '') return 'whole';
  const last = bytes - 1;
  if (from === '') {
    const length = Math.min(Number(to), bytes);
    return length === 0 ? 'unsatisfiable' : { first: bytes - length, last };
  }
  const first = Number(from);
  const until = to === '' ? last : Math.min(Number(to), last);
  if (to !== '' && Number(to) < first) return 'whole';
  return first > last ? 'unsatisfiable' : { first, last: until };
}
