import { InvalidInputError, NotFoundError } from '@slipway/kernel';
import { runProgram } from './run-program.ts';

/** The clone that a folder is in, as git tells of it. Nothing is fetched. */
export interface GitCheckout {
  /** URL of the remote origin. @throws NotFoundError without one */
  originUrl(): Promise<string>;
  /** The branch that is checked out. @throws InvalidInputError when it is none */
  branch(): Promise<string>;
  /** All digits of a commit. @throws NotFoundError when there is no such one here */
  commit(name: string): Promise<string>;
  /** Whether a branch of origin has the commit, as they were last fetched; undefined when that can not be told. */
  isOnOrigin(commit: string): Promise<boolean | undefined>;
  /** Whether a file is as in a commit. */
  isAsIn(commit: string, file: string): Promise<boolean>;
}

export function gitCheckout(folder: string): GitCheckout {
  const git = (...args: string[]): ReturnType<typeof runProgram> =>
    runProgram('git', ['-C', folder, ...args]);
  const refs = (...args: string[]): ReturnType<typeof runProgram> =>
    // Pull requests are what CI systems fetch besides branches.
    git('for-each-ref', '--count=1', ...args, 'refs/remotes/origin', 'refs/remotes/pull');
  return {
    originUrl: async () => {
      const { ok, stdout } = await git('remote', 'get-url', 'origin');
      if (ok) return stdout.trim();
      throw new NotFoundError('the current directory is in no clone with a remote origin', {
        details: { hint: 'name the repository by --repository URL, and what to run by --commit and --ref' },
      });
    },
    branch: async () => {
      const { ok, stdout } = await git('symbolic-ref', '--quiet', '--short', 'HEAD');
      if (ok) return stdout.trim();
      throw new InvalidInputError('no branch is checked out here', {
        details: { hint: 'name the branch or tag that has the commit by --ref NAME' },
      });
    },
    commit: async (name) => {
      const revision = `${name}^{commit}`;
      const { ok, stdout } = await git('rev-parse', '--verify', '--quiet', '--end-of-options', revision);
      if (ok) return stdout.trim();
      throw new NotFoundError(`the current directory is in no clone that has a commit ${name}`, {
        details: { hint: 'name the commit by all of its 40 digits: --commit SHA' },
      });
    },
    isOnOrigin: async (commit) => {
      const [known, holding] = await Promise.all([refs(), refs(`--contains=${commit}`)]);
      if (!known.ok || known.stdout === '' || !holding.ok) return undefined;
      return holding.stdout !== '';
    },
    isAsIn: async (commit, file) => (await git('diff', '--quiet', commit, '--', file)).ok,
  };
}
