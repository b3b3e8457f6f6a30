import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, Transform, type Readable } from 'node:stream';
import { InvalidInputError } from '@slipway/kernel';
import { pathBelow } from './path-below.ts';
import { unlessMissing } from './system-error.ts';

export interface OutputArtifact {
  /** The file, or a tar archive of the folder; equal content gives equal bytes. */
  readonly content: Readable;
  /** Known once the content was read to its end. */
  readonly digest: () => { readonly bytes: number; readonly sha256: string };
}

/**
 * Opens an output of an attempt that has ended. Undefined when the program did not write it.
 * @throws InvalidInputError when the path leads out of the working directory, by `..` or by a symbolic link, or names
 * neither a file nor a folder.
 */
export async function openOutput(
  workDirectory: string,
  relative: string,
): Promise<OutputArtifact | undefined> {
  const root = await realpath(workDirectory);
  const target = await unlessMissing(realpath(pathBelow(root, relative)));
  if (target === undefined) return undefined;
  if (target !== root && !target.startsWith(root + path.sep)) {
    throw new InvalidInputError(`${JSON.stringify(relative)} leads out of the working directory`);
  }
  const info = await lstat(target);
  if (info.isFile()) return hashed(createReadStream(target));
  if (info.isDirectory()) return hashed(await archive(target));
  throw new InvalidInputError(`${JSON.stringify(relative)} is neither a file nor a folder`);
}

function hashed(source: Readable): OutputArtifact {
  const hash = createHash('sha256');
  let bytes = 0;
  let sha256: string | undefined;
  const content = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  source.on('error', (error) => content.destroy(error));
  content.on('close', () => source.destroy());
  source.pipe(content);
  return { content, digest: () => ({ bytes, sha256: (sha256 ??= hash.digest('hex')) }) };
}

/** A tar of the folder's files, folders and those symbolic links that stay inside, in the order of their names. */
async function archive(folder: string): Promise<Readable> {
  const names = ['.', ...(await listMembers(folder, '.'))];
  const tar = spawn(
    'tar',
    ['-cf', '-', '--numeric-owner', '-C', folder, '--no-recursion', '--null', '-T', '-'],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    },
  );
  const output = new PassThrough();
  let complaint = '';
  tar.stderr.on('data', (text: Buffer) => {
    complaint = (complaint + text.toString()).slice(-1000);
  });
  tar.on('error', (error) => output.destroy(error));
  tar.on('close', (code) => {
    if (code === 0) output.end();
    else output.destroy(new Error(`tar failed with ${String(code)}: ${complaint.trim()}`));
  });
  output.on('close', () => tar.kill('SIGKILL'));
  tar.stdout.pipe(output, { end: false });
  tar.stdin.on('error', () => undefined); // tar has ended early: its exit code tells
  tar.stdin.end(names.map((name) => `${name}\0`).join(''));
  return output;
}

async function listMembers(folder: string, below: string): Promise<string[]> {
  const members: string[] = [];
  const entries = await readdir(path.join(folder, below), { withFileTypes: true });
  entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  for (const entry of entries) {
    const name = `${below}/${entry.name}`;
    if (entry.isDirectory()) members.push(name, ...(await listMembers(folder, name)));
    else if (entry.isFile() || (entry.isSymbolicLink() && (await staysInside(folder, name))))
      members.push(name);
  }
  return members;
}

async function staysInside(folder: string, link: string): Promise<boolean> {
  const target = await unlessMissing(realpath(path.join(folder, link)));
  return target?.startsWith(folder + path.sep) ?? false;
}
