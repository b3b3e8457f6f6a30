import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { commitMessage, type ChangeOutcome } from '@slipway/changes';
import { openEmbeddedBranch } from '@slipway/git';
import type { Database } from '@slipway/postgres';
import { SignalTopic, type LoggedChange } from '@slipway/ports';
import { plainGit } from '@slipway/testing';

const repository = 'environment';

/** The environment repository of a registry under test: the test plays the committer, and people with a git client. */
export interface PlayedCommitter {
  /** Commits what is pending, in order; `refuse` gives the reason for which a change is rejected instead. */
  commit(refuse?: (change: LoggedChange) => string | undefined): Promise<readonly LoggedChange[]>;
  pending(): Promise<readonly LoggedChange[]>;
  /** A commit by hand in a clone, pushed to the branch. Content undefined deletes the file. Returns its id. */
  push(message: string, files: Readonly<Record<string, string | undefined>>): Promise<string>;
  /** `git revert` of a commit in a clone, pushed. */
  revert(commit: string): Promise<string>;
  /** Content of a file at the tip. */
  file(path: string): Promise<string>;
  git(...args: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

export async function playCommitter(
  { changeQueue, signals }: Pick<Database, 'changeQueue' | 'signals'>,
  folder: string,
): Promise<PlayedCommitter> {
  const directory = path.join(folder, 'environment.git');
  const clone = path.join(folder, 'clone');
  const branch = await openEmbeddedBranch({ directory });
  const git = (...args: readonly string[]): Promise<string> => plainGit(directory, ...args);
  const pending = (): Promise<readonly LoggedChange[]> =>
    changeQueue.pending(repository, 10_000, 1_000_000_000);

  const inClone = async (work: () => Promise<unknown>): Promise<string> => {
    await rm(clone, { recursive: true, force: true });
    await plainGit(folder, 'clone', '--quiet', directory, clone);
    await plainGit(clone, 'switch', '--quiet', '-C', 'main');
    await work();
    await plainGit(clone, 'push', '--quiet', 'origin', 'HEAD:main');
    // As the committer tells of each push that it serves.
    await signals.notify(SignalTopic.ChangesSettled, repository);
    return plainGit(clone, 'rev-parse', 'HEAD');
  };

  return {
    pending,
    commit: async (refuse = () => undefined) => {
      const changes = await pending();
      const tip = await branch.refresh();
      const batch = await branch.startBatch(tip);
      const outcomes: ChangeOutcome[] = [];
      let head = tip ?? '0'.repeat(40);
      for (const change of changes) {
        const { id, acceptedAt, requestedBy, operations } = change;
        const reason = refuse(change);
        if (reason !== undefined) {
          outcomes.push({ id, state: 'rejected', reason });
          continue;
        }
        const added = await batch.add({
          operations,
          message: commitMessage(change),
          author: { name: requestedBy, email: 'someone@slipway.invalid' },
          at: acceptedAt,
        });
        if (added.kind === 'commit') head = added.commit;
        outcomes.push(
          added.kind === 'refused'
            ? { id, state: 'rejected', reason: added.reason }
            : { id, state: added.kind === 'commit' ? 'pushed' : 'no-effect', commit: head },
        );
      }
      const published = await batch.publish();
      if (published.kind !== 'published') throw new Error(`the push was ${published.kind}`);
      await changeQueue.settle(repository, head, outcomes);
      return changes;
    },
    push: (message, files) =>
      inClone(async () => {
        for (const [file, content] of Object.entries(files)) {
          const at = path.join(clone, file);
          await mkdir(path.dirname(at), { recursive: true });
          await (content === undefined ? rm(at) : writeFile(at, content));
        }
        await plainGit(clone, 'add', '--all');
        await plainGit(clone, 'commit', '--quiet', '-m', message);
      }),
    revert: (commit) => inClone(() => plainGit(clone, 'revert', '--no-edit', commit)),
    file: async (file) => `${await git('show', `main:${file}`)}\n`,
    git,
    close: () => branch.close(),
  };
}
