import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Of the file in the data directory that holds the key; only its owner can read it. */
export const webhookKeyFile = 'webhook-secrets.key';

/** The key of a data directory; made if there is none. Several processes that ask at once are given the same. */
export async function webhookKeyIn(directory: string): Promise<Uint8Array> {
  const path = join(directory, webhookKeyFile);
  const text = (await textOf(path)) ?? (await makeKey(path));
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.byteLength !== 32)
    throw new Error(
      `${path} holds no key of 32 bytes: put the right one back, or remove it and set the secrets anew`,
    );
  return key;
}

async function makeKey(path: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString('base64url')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    // A link appears whole or not at all, and never in the place of another's.
    await link(draft, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, 'utf8');
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const codeOf = (error: unknown): unknown => (error as { readonly code?: unknown }).code;
