import { InvalidInputError } from '@slipway/kernel';
import { runGit } from './run-git.ts';

const timeout = 60_000;

/**
 * The git directory of the repository that `folder` lies in: of a checkout, one of several working trees, or a bare one.
 * @throws InvalidInputError when it lies in none.
 */
export async function findRepository(folder: string): Promise<string> {
  const { code, stdout } = await runGit(['-C', folder, 'rev-parse', '--absolute-git-dir'], {
    directory: undefined,
    timeout,
  });
  if (code !== 0)
    throw new InvalidInputError(`${folder} is no git repository: name a clone of the environment repository`);
  return stdout.trim();
}
