import { createHash } from 'node:crypto';

/** What content is told from other content by, built up as its chunks pass. */
export interface ContentHash {
  update(chunk: Buffer): void;
  /** At the end, once. */
  digest(): string;
}

/** SHA-256 in hexadecimal. */
export function sha256Hash(): ContentHash {
  const hash = createHash('sha256');
  return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest('hex') };
}

/**
 * What S3 keeps of content that was uploaded in parts of `partBytes`, the last one shorter: the SHA-256, in base 64, of
 * the SHA-256 of all parts, and behind a dash their number.
 */
export function sha256OfParts(partBytes: number): ContentHash {
  const whole = createHash('sha256');
  let parts = 0;
  let part = createHash('sha256');
  let left = partBytes;
  const endPart = (): void => {
    whole.update(part.digest());
    parts += 1;
    part = createHash('sha256');
    left = partBytes;
  };
  return {
    update: (chunk) => {
      for (let at = 0; at < chunk.length;) {
        const piece = chunk.subarray(at, at + left);
        part.update(piece);
        at += piece.length;
        left -= piece.length;
        if (left === 0) endPart();
      }
    },
    digest: () => {
      if (left < partBytes) endPart();
      return `${whole.digest('base64')}-${String(parts)}`;
    },
  };
}
