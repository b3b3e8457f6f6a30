import { InvalidInputError } from '@slipway/kernel';

/** @throws InvalidInputError for bytes that are not UTF-8, not JSON, or nested deeper than `maxDepth`. */
export function parseJson(bytes: Buffer, maxDepth: number): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new InvalidInputError('the body is not valid UTF-8', { cause: error });
  }
  if (depthOf(bytes) > maxDepth)
    throw new InvalidInputError(`the body is nested deeper than ${String(maxDepth)} levels`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInputError(`the body is not valid JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

const [quote, backslash, openList, closeList, openObject, closeObject] = Buffer.from('"\\[]{}');

/** Deepest nesting of brackets outside of strings. Looked at before parsing, because later recursion would overflow. */
function depthOf(bytes: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (inString) {
      if (byte === backslash) index += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === openList || byte === openObject) deepest = Math.max(deepest, ++depth);
    else if (byte === closeList || byte === closeObject) depth -= 1;
  }
  return deepest;
}
