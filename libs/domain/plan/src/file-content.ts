import { changeLimits } from '@slipway/changes';
import type { FileContent } from './snapshot.ts';

/** What a file may have at most; larger ones are not read. Bytes. */
export const largestFile = changeLimits.fileBytes;

/** The bytes of a file as text, when they are text. */
export function decodeContent(bytes: Uint8Array): FileContent {
  if (bytes.length > largestFile) return tooLarge(bytes.length);
  if (bytes.includes(0)) return { problem: 'is binary; only text is kept in an environment repository' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { problem: 'is not UTF-8: save it as UTF-8' };
  }
}

export const tooLarge = (bytes: number): FileContent => ({
  problem: `has ${String(bytes)} bytes, more than ${String(largestFile)}: keep data and models in the artifact store`,
});
