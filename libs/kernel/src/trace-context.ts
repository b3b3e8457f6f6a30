import { randomSuffix, systemRandom, type Random } from './ids.ts';

/** W3C Trace Context, level 1: https://www.w3.org/TR/trace-context/ */
const pattern = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

export function isTraceparent(text: string): boolean {
  return pattern.test(text);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A child of `parent` (same trace, new span), or a new sampled trace when `parent` is missing or malformed. */
export function nextTraceparent(parent: string | undefined, random: Random = systemRandom): string {
  const valid = parent !== undefined && isTraceparent(parent);
  const trace = valid ? parent.slice(3, 35) : hex(random.bytes(16));
  const flags = valid ? parent.slice(53) : '01';
  return `00-${trace}-${hex(random.bytes(8))}-${flags}`;
}

/** A request id for logs and error answers. */
export function newRequestId(random: Random = systemRandom): string {
  return randomSuffix(16, random);
}
