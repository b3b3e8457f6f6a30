import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';
import type { FileOperation } from '@slipway/changes';
import type { CommitDraft, EnvironmentBranch, ObjectId } from '@slipway/ports';
import { git } from './plain-git.ts';

export const write = (path: string, content = `${path}\n`): FileOperation => ({ op: 'write', path, content });
export const remove = (path: string): FileOperation => ({ op: 'delete', path });

export function draft(id: string, ...operations: readonly FileOperation[]): CommitDraft {
  return {
    operations,
    message: `Change ${id}\n\nChange-Id: ${id}\nRequested-By: alice\nResource: Job/vision/${id}\nReason: test\n`,
    author: { name: 'alice', email: 'alice@slipway.invalid' },
    at: new Date(Date.UTC(2026, 10, 24, 10, 0, 0)),
  };
}

/** Commits the drafts on the tip, one commit each, and returns the new tip. */
export async function commitAll(
  branch: EnvironmentBranch,
  ...drafts: readonly CommitDraft[]
): Promise<ObjectId> {
  const tip = await branch.refresh();
  const batch = await branch.startBatch(tip);
  let head = tip ?? '';
  for (const one of drafts) {
    const added = await batch.add(one);
    if (added.kind !== 'commit') throw new Error(`${one.message}: ${JSON.stringify(added)}`);
    head = added.commit;
  }
  expect(await batch.publish()).toEqual({ kind: 'published' });
  return head;
}

/** Somebody else's commit, made with plain git, straight into the origin. */
export async function outsiderCommits(origin: string, path: string, content: string): Promise<ObjectId> {
  const folder = `${origin}-outsider-${Math.random().toString(36).slice(2)}`;
  await git(origin, 'clone', '--quiet', origin, folder);
  await git(folder, 'checkout', '--quiet', '-B', 'main');
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '-m', `Outsider writes ${path}`);
  await git(folder, 'push', '--quiet', 'origin', 'main');
  const commit = await git(folder, 'rev-parse', 'HEAD');
  await rm(folder, { recursive: true, force: true });
  return commit;
}
