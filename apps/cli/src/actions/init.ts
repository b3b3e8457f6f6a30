import { cp, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { ConflictError, UnavailableError } from '@slipway/kernel';
import { environmentTemplate } from '../environment/environment-template.ts';
import { runProgram } from '../input/run-program.ts';
import type { Invocation } from '../invocation.ts';

/** Makes an environment repository from the template, with a first commit. The folder must be new or empty. */
export async function init({ out, err, cwd }: Invocation, folder: string): Promise<void> {
  const target = path.resolve(cwd, folder);
  await mkdir(target, { recursive: true });
  if ((await readdir(target)).length > 0)
    throw new ConflictError(`${folder} is not empty: name a new folder`);
  await cp(environmentTemplate, target, { recursive: true });
  const git = async (...args: string[]): Promise<void> => {
    const { ok, reason } = await runProgram('git', args, { cwd: target });
    if (!ok) throw new UnavailableError(`git ${args[0] ?? ''} failed in ${folder}`, { cause: reason });
  };
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  // Somebody who has never told git who they are shall get through as well.
  const known = (await runProgram('git', ['config', 'user.email'], { cwd: target })).ok;
  const author = known ? [] : ['-c', 'user.name=slipway', '-c', 'user.email=slipway@localhost'];
  await git(...author, 'commit', '--quiet', '--message', 'Start the environment repository');
  await out.line(target);
  await err.line(
    'next: push it to your git server and start the platform with SLIPWAY_ENVIRONMENT_URL set to its address',
  );
}
