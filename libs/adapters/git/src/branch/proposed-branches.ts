import { UnavailableError } from '@slipway/kernel';
import type { BranchMerge, ObjectId, ProposedBranches } from '@slipway/ports';
import { gitRecords } from '../process/git-records.ts';
import { runGit, runGitOrThrow } from '../process/run-git.ts';

const timeout = 60_000;
/** Merges that are tried anew because somebody else moved the branch meanwhile. */
const mostAttempts = 10;
/** Paths of a conflict that are told. */
const mostPaths = 20;

/** As the committer writes authors. */
const emailOf = (name: string): string => `${name.replaceAll(/[^\w.-]/g, '-')}@slipway.invalid`;

/** The branches of a bare repository on this machine. */
export function openProposedBranches(directory: string): ProposedBranches {
  const options = { directory, timeout };

  const tipOf = async (branch: string): Promise<ObjectId> =>
    (await runGitOrThrow(['rev-parse', '--verify', `refs/heads/${branch}`], options)).trim();

  /** Branches with their tips. */
  const branches = async (...restrictions: readonly string[]): Promise<Map<string, ObjectId>> => {
    const tips = new Map<string, ObjectId>();
    const format = '--format=%(objectname) %(refname:lstrip=2)%00';
    for await (const record of gitRecords(directory, [
      'for-each-ref',
      format,
      ...restrictions,
      'refs/heads/',
    ])) {
      const [commit = '', branch = ''] = record.trim().split(' ');
      if (branch !== '') tips.set(branch, commit);
    }
    return tips;
  };

  /** The tree of both, or the paths where they do not fit together. */
  const mergedTree = async (
    tip: ObjectId,
    commit: ObjectId,
  ): Promise<{ readonly tree: ObjectId } | { readonly paths: readonly string[] }> => {
    const { code, stdout, stderr } = await runGit(
      ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', tip, commit],
      options,
    );
    const [tree = '', ...paths] = stdout.split('\0').filter((entry) => entry !== '');
    if (code === 0) return { tree };
    if (code === 1) return { paths: [...new Set(paths)].slice(0, mostPaths) };
    if (stderr.includes('unrelated histories')) return { paths: [] };
    throw new UnavailableError(`git merge-tree failed: ${stderr.slice(0, 200)}`, { details: { directory } });
  };

  const attempt = async (
    branch: string,
    commit: ObjectId,
    { message, author, at }: Parameters<ProposedBranches['merge']>[2],
  ): Promise<BranchMerge | undefined> => {
    const tip = await tipOf(branch);
    const merged = await mergedTree(tip, commit);
    if ('paths' in merged) return { kind: 'conflict', paths: merged.paths };
    const date = `${String(Math.floor(at.getTime() / 1_000))} +0000`;
    const made = await runGitOrThrow(
      ['commit-tree', merged.tree, '-p', tip, '-p', commit, '-m', message.trimEnd()],
      {
        ...options,
        variables: {
          ...{ GIT_AUTHOR_NAME: author, GIT_AUTHOR_EMAIL: emailOf(author), GIT_AUTHOR_DATE: date },
          ...{ GIT_COMMITTER_NAME: author, GIT_COMMITTER_EMAIL: emailOf(author), GIT_COMMITTER_DATE: date },
        },
      },
    );
    const next = made.trim();
    const { code } = await runGit(['update-ref', `refs/heads/${branch}`, next, tip], options);
    return code === 0 ? { kind: 'merged', commit: next } : undefined;
  };

  return {
    tips: () => branches(),
    mergedInto: async (branch) => new Set((await branches(`--merged=refs/heads/${branch}`)).keys()),
    broughtBy: async (tip, commit) => {
      const range = ['--first-parent', '--ancestry-path', '--reverse', `${commit}..${tip}`];
      const [first] = (await runGitOrThrow(['rev-list', ...range], options)).split('\n');
      const parent = first && (await runGitOrThrow(['rev-parse', `${first}^1`], options)).trim();
      return first === undefined || first === '' || parent === commit ? commit : first;
    },
    merge: async (branch, commit, by) => {
      for (let attempts = 0; attempts < mostAttempts; attempts += 1) {
        const result = await attempt(branch, commit, by);
        if (result) return result;
      }
      throw new UnavailableError(`${branch} was moved by others all the time: try again`, {
        details: { directory, branch },
      });
    },
  };
}
