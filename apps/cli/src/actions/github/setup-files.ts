import { access, constants, lstat, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { withSecret } from '@slipway/deliveries';
import type { AppPart, MadeApp } from '@slipway/github';
import { ConflictError, InvalidInputError } from '@slipway/kernel';
import { systemErrorCode } from '../../input/system-error.ts';
import { saveFile } from '../../output/save-file.ts';

/** Where secrets of Apps are written to. Paths are absolute. */
export interface SetupFiles {
  readonly folder: string;
  readonly secretsFile: string;
  /** Of the account that the Apps belong to, when it is known. */
  readonly owner: string | undefined;
}

/** `github-app.pem`, or one for each part when there are several Apps. */
export function keyFileOf({ folder }: SetupFiles, part: AppPart | 'all'): string {
  return path.join(folder, part === 'all' ? 'github-app.pem' : `github-app-${part}.pem`);
}

/**
 * Makes sure that everything can be written, before GitHub tells its secrets once.
 * @throws ConflictError for a key that is there, InvalidInputError for files that can not be read or written
 */
export async function prepareFiles(files: SetupFiles, keyFiles: readonly string[]): Promise<void> {
  const { folder, secretsFile } = files;
  for (const each of new Set([folder, path.dirname(secretsFile)])) await makeWritable(each);
  for (const file of keyFiles) {
    if (await lstat(file).catch(() => undefined))
      throw new ConflictError(
        `${file} is there already, the key of another App: move it, or name another folder by --out`,
      );
  }
  withSecret(await contentOf(secretsFile), secretsFile, { secret: 'a'.repeat(40), owner: files.owner });
}

/** Writes the secrets of an App that was made: its key, and the secret of its webhook before those that are there. */
export async function writeSecrets(
  { secretsFile, owner }: SetupFiles,
  keyFile: string,
  { privateKey, webhookSecret }: MadeApp,
): Promise<void> {
  await write(keyFile, privateKey, false);
  if (webhookSecret === undefined) return;
  const content = withSecret(await contentOf(secretsFile), secretsFile, { secret: webhookSecret, owner });
  await write(secretsFile, content, true);
}

const write = (file: string, content: string, force: boolean): Promise<void> =>
  saveFile({ file, shownName: file, force, isPrivate: true }, [Buffer.from(content)]);

async function makeWritable(folder: string): Promise<void> {
  try {
    // Others may go through: what is in it is closed by itself.
    await mkdir(folder, { recursive: true, mode: 0o711 });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw new InvalidInputError(`${folder} can not be written (${code}): name another folder by --out`);
  }
}

async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT') return undefined;
    if (code === undefined) throw error;
    throw new InvalidInputError(`the file of secrets ${file} can not be read (${code})`);
  }
}
