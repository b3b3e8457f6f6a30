import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { temporaryDirectory } from '@slipway/testing';
import type { SlipwayPlatform } from './slipway-platform.ts';

const run = promisify(execFile);

/** Writes or deletes a file of the environment repository as somebody with the right to push, past all checks of Slipway. */
export async function pushFile(
  platform: SlipwayPlatform,
  file: string,
  content: string | undefined,
): Promise<void> {
  await using directory = await temporaryDirectory();
  const clone = path.join(directory.path, 'clone');
  await run('git', ['clone', '--quiet', await platform.pushUrl(), clone]);
  const target = path.join(clone, file);
  if (content === undefined) await rm(target);
  else {
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
  const git = (...args: string[]): Promise<unknown> =>
    run('git', ['-C', clone, '-c', 'user.name=x', '-c', 'user.email=x@localhost', ...args]);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', `Push ${file}`);
  await git('push', '--quiet', 'origin', 'HEAD:main');
}
