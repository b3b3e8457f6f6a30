import { describe, expect, it } from '@jest/globals';
import { UnavailableError } from '@slipway/kernel';
import type { EnvironmentBranch } from '@slipway/ports';
import { blobId } from '../objects/object-hash.ts';
import type { Step, StepName } from '../step.ts';
import { commitAll, draft, outsiderCommits, remove, write } from './drafts.ts';
import { filesOf, fsck, git } from './plain-git.ts';

export interface BranchUnderTest {
  /** The bare repository that counts: what readers see. */
  readonly origin: string;
  readonly open: (step?: Step) => Promise<EnvironmentBranch>;
}

/** The contract of the EnvironmentBranch port: every implementation passes it. */
export function branchConformance(
  name: string,
  prepare: () => Promise<BranchUnderTest>,
  steps: readonly StepName[],
): void {
  describe(`${name} as an EnvironmentBranch`, () => {
    async function opened(step?: Step): Promise<{
      origin: string;
      branch: EnvironmentBranch;
      again: (step?: Step) => Promise<EnvironmentBranch>;
      done: () => Promise<void>;
    }> {
      const { origin, open } = await prepare();
      const first = await open(step);
      const all = [first];
      return {
        origin,
        branch: first,
        again: async (other) => {
          const branch = await open(other);
          all.push(branch);
          return branch;
        },
        done: async () => {
          for (const branch of all) await branch.close();
        },
      };
    }

    it('makes the first commit of an empty repository', async () => {
      const { origin, branch, done } = await opened();
      expect(await branch.refresh()).toBeUndefined();
      const head = await commitAll(branch, draft('1', write('teams/vision/team.yaml')));
      expect(await git(origin, 'rev-parse', 'main')).toBe(head);
      expect(await branch.refresh()).toBe(head);
      expect(await git(origin, 'rev-list', '--count', 'main')).toBe('1');
      expect(await fsck(origin)).toBe('');
      await done();
    });

    it('makes one commit of each draft, and what others read is what was written', async () => {
      const { origin, branch, done } = await opened();
      await commitAll(branch, draft('1', write('a/x', '1\n'), write('a/y', '1\n'), write('b', '1\n')));
      await commitAll(
        branch,
        draft('2', write('a/x', '2\n')),
        draft('3', remove('a/y'), write('ä/名前', '3\n')),
        draft('4', remove('a/x'), write('a-b/c/d', '4\n'), write('a.b', '4\n')),
      );
      expect(await filesOf(origin, 'main')).toEqual({ 'a-b/c/d': '4', 'a.b': '4', b: '1', 'ä/名前': '3' });
      expect(await filesOf(origin, 'main~2')).toEqual({ 'a/x': '2', 'a/y': '1', b: '1' });
      expect(await git(origin, 'log', '-1', '--format=%an <%ae> %aI|%cn|%B', 'main')).toBe(
        'alice <alice@slipway.invalid> 2026-11-24T10:00:00+00:00|Slipway|Change 4\n\nChange-Id: 4\nRequested-By: alice\nResource: Job/vision/4\nReason: test\n',
      );
      expect(
        await git(origin, 'log', '--format=%(trailers:key=Change-Id,valueonly,separator=)', 'main'),
      ).toBe('4\n3\n2\n1');
      expect(await fsck(origin)).toBe('');
      await done();
    });

    it('shows nothing before it is published', async () => {
      const { origin, branch, done } = await opened();
      const head = await commitAll(branch, draft('1', write('a')));
      const batch = await branch.startBatch(head);
      await batch.add(draft('2', write('b')));
      expect(await git(origin, 'rev-parse', 'main')).toBe(head);
      expect(await branch.refresh()).toBe(head);
      await done();
    });

    it('says when a change has no effect', async () => {
      const { branch, done } = await opened();
      const head = await commitAll(branch, draft('1', write('a/x')));
      const batch = await branch.startBatch(head);
      expect(
        await batch.add(draft('2', write('a/x'), remove('a/missing'), remove('missing/at/all'))),
      ).toEqual({ kind: 'no-effect' });
      expect(await batch.publish()).toEqual({ kind: 'published' });
      expect(await branch.refresh()).toBe(head);
      await done();
    });

    it('knows blobs as they are after the commits added so far', async () => {
      const { branch, done } = await opened();
      const batch = await branch.startBatch(await commitAll(branch, draft('1', write('a/x', 'one'))));
      expect(await batch.blobAt('a/x')).toBe(blobId('one'));
      await batch.add(draft('2', write('a/x', 'two'), write('a/b/c', 'three')));
      expect(await batch.blobAt('a/x')).toBe(blobId('two'));
      expect(await batch.blobAt('a/b/c')).toBe(blobId('three'));
      for (const none of ['a', 'a/b', 'a/y', 'a/x/y', 'b/c/d'])
        expect(await batch.blobAt(none)).toBeUndefined();
      await done();
    });

    it('refuses what the tree does not allow, and the batch goes on without it', async () => {
      const { origin, branch, done } = await opened();
      const batch = await branch.startBatch(await commitAll(branch, draft('1', write('a/Read.me'))));
      expect(await batch.add(draft('2', write('b'), write('a/read.ME')))).toEqual({
        kind: 'refused',
        reason: 'a/read.ME: "a/read.ME" differs only in case from "Read.me", which exists',
      });
      expect(await batch.add(draft('3', write('a/Read.me/x')))).toEqual({
        kind: 'refused',
        reason: 'a/Read.me/x: "a/Read.me" is a file',
      });
      expect((await batch.add(draft('4', write('c')))).kind).toBe('commit');
      await batch.publish();
      expect(Object.keys(await filesOf(origin, 'main'))).toEqual(['a/Read.me', 'c']);
      await done();
    });

    it('is told that the branch moved, and nothing of the batch is visible', async () => {
      const { origin, branch, done } = await opened();
      const first = await branch.startBatch(undefined);
      await first.add(draft('1', write('a')));
      const outside = await outsiderCommits(origin, 'outside', 'x\n');
      expect(await first.publish()).toEqual({ kind: 'moved' });
      const tip = await branch.refresh();
      expect(tip).toBe(outside);
      const second = await branch.startBatch(tip);
      await second.add(draft('1', write('a')));
      const later = await outsiderCommits(origin, 'a', 'theirs\n');
      expect(await second.publish()).toEqual({ kind: 'moved' });
      expect(await branch.refresh()).toBe(later);
      await commitAll(branch, draft('1', write('a', 'ours\n')));
      expect(await filesOf(origin, 'main')).toEqual({ a: 'ours', outside: 'x' });
      expect(await fsck(origin)).toBe('');
      await done();
    });

    it('lets one of two writers win', async () => {
      const { origin, branch, again, done } = await opened();
      const tip = await commitAll(branch, draft('0', write('x')));
      const other = await again();
      await other.refresh();
      const batches = await Promise.all([branch.startBatch(tip), other.startBatch(tip)]);
      await Promise.all(
        batches.map((batch, index) => batch.add(draft(`w${String(index)}`, write(`from-${String(index)}`)))),
      );
      const results = await Promise.all(batches.map((batch) => batch.publish()));
      expect(results.map(({ kind }) => kind).sort()).toEqual(['moved', 'published']);
      expect(await git(origin, 'rev-list', '--count', 'main')).toBe('2');
      await done();
    });

    it('gives the same commits for the same input', async () => {
      const drafts = [draft('1', write('a/b'), write('c')), draft('2', remove('c'))];
      const heads: string[] = [];
      for (let round = 0; round < 2; round += 1) {
        const { branch, done } = await opened();
        heads.push(await commitAll(branch, ...drafts));
        await done();
      }
      expect(heads[0]).toBe(heads[1]);
    });

    it('streams Change-Ids since a commit, and all of them when that commit is unknown', async () => {
      const { origin, branch, done } = await opened();
      const first = await commitAll(branch, draft('1', write('a')));
      await outsiderCommits(origin, 'outside', 'x\n');
      const last = await commitAll(branch, draft('2', write('b')), draft('3', write('c')));
      const ids = async (since: string | undefined): Promise<string[]> =>
        (await Array.fromAsync(branch.changeIds(last, since))).map(({ change }) => change);
      expect(await ids(first)).toEqual(['3', '2']);
      expect(await ids(undefined)).toEqual(['3', '2', '1']);
      expect(await ids('f'.repeat(40))).toEqual(['3', '2', '1']);
      expect(await ids(last)).toEqual([]);
      expect(await Array.fromAsync(branch.changeIds(last, first))).toContainEqual({
        change: '3',
        commit: last,
      });
      await expect(Array.fromAsync(branch.changeIds('f'.repeat(40), undefined))).rejects.toThrow(
        UnavailableError,
      );
      await done();
    });

    it('turns questions about history away when too many are asked at once, and answers again afterwards', async () => {
      const { branch, done } = await opened();
      await commitAll(branch, draft('x', write('jobs/x.yaml')));
      const ask = (): Promise<unknown> => branch.history({ resource: 'Job/vision/x', paths: [], limit: 1 });
      const answers = await Promise.allSettled(Array.from({ length: 100 }, ask));
      const refused = answers.flatMap((answer) =>
        answer.status === 'rejected' ? [answer.reason as unknown] : [],
      );
      expect(refused).toHaveLength(32);
      for (const reason of refused) expect(reason).toBeInstanceOf(UnavailableError);
      expect(await ask()).toHaveLength(1);
      await done();
    });

    it('finds the history of a resource by its trailer and by its paths', async () => {
      const { origin, branch, done } = await opened();
      await commitAll(
        branch,
        draft('x', write('jobs/x.yaml', '1')),
        draft('x2', write('jobs/x2.yaml')),
        draft('y', write('jobs/x.yaml', '2')),
      );
      await outsiderCommits(origin, 'jobs/x/train.py', 'print()\n');
      await branch.refresh();
      const found = await branch.history({
        resource: 'Job/vision/x',
        paths: ['jobs/x.yaml', 'jobs/x'],
        limit: 10,
      });
      expect(found.map(({ subject, author, changeId }) => [subject, author, changeId])).toEqual([
        ['Outsider writes jobs/x/train.py', 'Outsider', undefined],
        ['Change y', 'alice', 'y'],
        ['Change x', 'alice', 'x'],
      ]);
      expect(found.at(-1)).toMatchObject({
        resource: 'Job/vision/x',
        requestedBy: 'alice',
        reason: 'test',
        at: new Date('2026-11-24T10:00:00Z'),
      });
      expect(await branch.history({ resource: 'Job/vision/x', paths: [], limit: 10 })).toHaveLength(1);
      expect(await branch.history({ resource: 'Job/vision/.*', paths: ['*'], limit: 10 })).toEqual([]);
      expect(await branch.history({ resource: 'Job/vision/x', paths: ['jobs'], limit: 2 })).toHaveLength(2);
      await done();
    });

    it.each(steps)('loses and doubles nothing when it crashes at %s', async (at) => {
      const { origin, branch, again, done } = await opened();
      const tip = await commitAll(branch, draft('1', write('a')));
      const crashing = await again((step) => {
        if (step === at) throw new Error(`crash at ${step}`);
      });
      expect(await crashing.refresh()).toBe(tip);
      const batch = await crashing.startBatch(tip);
      await batch.add(draft('2', write('b')));
      await batch.publish().catch(() => undefined);
      const recovered = await again();
      const found = await recovered.refresh();
      const ids = (await Array.fromAsync(recovered.changeIds(found ?? '', tip))).map(({ change }) => change);
      expect(ids).toEqual(['pushed', 'ref-moved'].includes(at) ? ['2'] : []);
      if (ids.length === 0) await commitAll(recovered, draft('2', write('b')));
      expect(await git(origin, 'rev-list', '--count', 'main')).toBe('2');
      expect(await fsck(origin)).toBe('');
      await done();
    });
  });
}
