import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { sha256OfParts } from './content-hash.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

describe('the SHA-256 of parts', () => {
  it.each([
    ['that end with the content', ['abcd', 'ef', 'gh'], ['abcd', 'efgh'], 2],
    ['of which the last is shorter', ['ab', 'cdefghi'], ['abcd', 'efgh', 'i'], 3],
  ])('is that of parts %s, however it comes in chunks', (_, chunks, parts, count) => {
    const hash = sha256OfParts(4);
    for (const chunk of chunks) hash.update(Buffer.from(chunk));
    const expected = sha256(Buffer.concat(parts.map((part) => sha256(Buffer.from(part)))));
    expect(hash.digest()).toBe(`${expected.toString('base64')}-${String(count)}`);
  });
});
