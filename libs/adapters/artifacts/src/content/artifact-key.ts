import { InvalidInputError } from '@slipway/kernel';

const most = { segment: 255, key: 1024 };
/** U+FFFE and U+FFFF have no place in XML, which object stores list keys in. */
const refused = /[\u0000-\u001f\u007f\\\ufffe\uffff]/;

/**
 * The segments of a key as `ArtifactStore` defines it.
 * @throws InvalidInputError
 */
export function segmentsOf(key: string): readonly string[] {
  const segments = key.split('/');
  if (Buffer.byteLength(key) > most.key || !key.isWellFormed() || !segments.every(isSegment))
    throw invalidKey(key);
  return segments;
}

/** The segments of a folder; none for the topmost. */
export const folderSegmentsOf = (prefix: string): readonly string[] =>
  prefix === '' ? [] : segmentsOf(prefix);

export const invalidKey = (key: string): InvalidInputError =>
  new InvalidInputError('The path of the artifact is not one that can be stored.', {
    details: { key: key.slice(0, most.key) },
  });

function isSegment(segment: string): boolean {
  return (
    segment !== '' &&
    segment !== '.' &&
    segment !== '..' &&
    Buffer.byteLength(segment) <= most.segment &&
    !refused.test(segment)
  );
}
