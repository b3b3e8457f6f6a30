import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { readOptionalFile, writePrivateFile, type DataDirectory } from './data-directory.ts';

/** The key that tokens of runs are signed by on this data directory, made at the first start. */
export async function openRunTokenKey({ keys }: DataDirectory): Promise<Uint8Array> {
  const file = path.join(keys, 'run-tokens.key');
  const kept = await readOptionalFile(file);
  if (kept !== undefined) return Buffer.from(kept.trim(), 'base64url');
  const key = randomBytes(32);
  await writePrivateFile(file, `${key.toString('base64url')}\n`);
  return key;
}
