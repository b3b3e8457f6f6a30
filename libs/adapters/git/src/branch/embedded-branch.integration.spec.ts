import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { branchConformance } from '../testing/branch-conformance.ts';
import { commitAll, draft, remove, write } from '../testing/drafts.ts';
import { filesOf, fsck, git } from '../testing/plain-git.ts';
import { directoriesPerTest } from '../testing/directories-per-test.ts';
import { openEmbeddedBranch } from './embedded-branch.ts';

const temporaryDirectory = directoriesPerTest();

branchConformance(
  'openEmbeddedBranch',
  async () => {
    const directory = path.join(await temporaryDirectory(), 'environment.git');
    return {
      origin: directory,
      open: (step) => openEmbeddedBranch(step ? { directory, step } : { directory }),
    };
  },
  ['pack-written', 'pack-named', 'pack-stored', 'ref-moved'],
);

describe('openEmbeddedBranch', () => {
  it('is what git would have made of the same edits, whatever they are', async () => {
    const root = await temporaryDirectory();
    const name = fc.constantFrom('a', 'b', 'a.b', 'a-b', 'é');
    const path2 = fc
      .array(name, { minLength: 1, maxLength: 4 })
      .map((segments) => `${segments.join('/')}/f${String(segments.length)}`);
    const operation = fc.tuple(path2, fc.option(fc.string({ unit: 'grapheme', maxLength: 30 }), { freq: 3 }));
    const changes = fc.array(
      fc.uniqueArray(operation, { selector: ([at]) => at, minLength: 1, maxLength: 5 }),
      { minLength: 1, maxLength: 80 },
    );
    let round = 0;
    await fc.assert(
      fc.asyncProperty(changes, fc.integer({ min: 1, max: 90 }), async (all, perBatch) => {
        const directory = path.join(root, String(round++));
        const branch = await openEmbeddedBranch({ directory });
        const expected = new Map<string, string>();
        for (let from = 0; from < all.length; from += perBatch) {
          const batch = await branch.startBatch(await branch.refresh());
          for (const [index, operations] of all.slice(from, from + perBatch).entries()) {
            const before = JSON.stringify([...expected].sort());
            for (const [at, content] of operations)
              if (content === null) expected.delete(at);
              else expected.set(at, content);
            const added = await batch.add(
              draft(
                String(from + index),
                ...operations.map(([at, content]) => (content === null ? remove(at) : write(at, content))),
              ),
            );
            expect(added.kind).toBe(before === JSON.stringify([...expected].sort()) ? 'no-effect' : 'commit');
          }
          expect(await batch.publish()).toEqual({ kind: 'published' });
        }
        const tip = await branch.refresh();
        await branch.close();
        if (tip === undefined) return;
        expect(await fsck(directory)).toBe('');
        const listing = await git(directory, 'ls-tree', '-r', '-z', '--name-only', 'main');
        expect(listing.split('\0').filter(Boolean).sort()).toEqual([...expected.keys()].sort());
        const sample = [...expected].slice(0, 3);
        for (const [at, content] of sample)
          expect(await git(directory, 'cat-file', 'blob', `main:${at}`)).toBe(content.replace(/\n$/, ''));
      }),
      { numRuns: 15 },
    );
  });

  it('takes a directory of 3,000 files, refuses the next, and stores its edits as small deltas', async () => {
    const directory = path.join(await temporaryDirectory(), 'environment.git');
    const branch = await openEmbeddedBranch({ directory });
    const file = (index: number): string =>
      `clusters/local/runs/vision/2026-11-24/digits-${String(index).padStart(8, '0')}-1.yaml`;
    const fill = Array.from({ length: 15 }, (_, part) =>
      draft(
        `fill-${String(part)}`,
        ...Array.from({ length: 200 }, (_, index) => write(file(part * 200 + index), `${String(index)}\n`)),
      ),
    );
    const tip = await commitAll(branch, ...fill);
    const batch = await branch.startBatch(tip);
    expect(await batch.add(draft('one-more', write(file(3000))))).toEqual({
      kind: 'refused',
      reason: 'clusters/local/runs/vision/2026-11-24 would have more than 3000 entries',
    });
    for (let index = 0; index < 120; index += 1) {
      expect(
        (await batch.add(draft(`turn-${String(index)}`, remove(file(index)), write(file(3000 + index)))))
          .kind,
      ).toBe('commit');
    }
    const before = await packBytes(directory);
    await batch.publish();
    // 120 commits of a directory of 150 kB: three full copies (chains are bounded), the rest are deltas.
    expect((await packBytes(directory)) - before).toBeLessThan(600_000);
    await branch.close();
    expect(await fsck(directory)).toBe('');
    expect((await git(directory, 'ls-tree', '-r', '--name-only', 'main')).split('\n')).toHaveLength(3000);
  });

  it('never touches symlinks, submodules and modes that others made', async () => {
    const directory = path.join(await temporaryDirectory(), 'environment.git');
    const branch = await openEmbeddedBranch({ directory });
    await commitAll(branch, draft('1', write('file')));
    const blob = await git(directory, 'rev-parse', 'main:file');
    const commit = await git(directory, 'rev-parse', 'main');
    const clone = `${directory}-clone`;
    await git(directory, 'clone', '--quiet', directory, clone);
    await git(
      clone,
      'update-index',
      '--add',
      '--cacheinfo',
      `120000,${blob},link`,
      '--cacheinfo',
      `160000,${commit},module`,
      '--cacheinfo',
      `100755,${blob},run.sh`,
    );
    await git(clone, 'commit', '--quiet', '-m', 'odd entries');
    await git(clone, 'push', '--quiet', 'origin', 'HEAD:main');
    const batch = await branch.startBatch(await branch.refresh());
    for (const operation of [write('link'), write('link/x'), remove('link')]) {
      expect(await batch.add(draft('2', operation))).toMatchObject({
        kind: 'refused',
        reason: expect.stringContaining('"link" is a symlink') as unknown,
      });
    }
    expect(await batch.add(draft('3', write('module/x')))).toMatchObject({
      kind: 'refused',
      reason: 'module/x: "module" is a submodule',
    });
    expect((await batch.add(draft('4', write('run.sh', 'new\n')))).kind).toBe('commit');
    await batch.publish();
    await branch.close();
    expect((await git(directory, 'ls-tree', 'main')).split('\n').map((line) => line.slice(0, 6))).toEqual([
      '100644',
      '120000',
      '160000',
      '100755',
    ]);
    await rm(clone, { recursive: true });
  });

  it('rolls packs up in the background while clients clone and commits go on', async () => {
    const directory = path.join(await temporaryDirectory(), 'environment.git');
    const branch = await openEmbeddedBranch({ directory, repackAt: 8 });
    const stop = new AbortController();
    let clones = 0;
    const cloning = (async (): Promise<void> => {
      while (!stop.signal.aborted) {
        const clone = `${directory}-clone-${String(clones)}`;
        await git(path.dirname(directory), 'clone', '--quiet', '--no-local', directory, clone);
        if (clones > 0) expect(await fsck(clone)).toBe('');
        await rm(clone, { recursive: true });
        clones += 1;
      }
    })();
    await commitAll(branch, draft('first', write('x')));
    const deadline = Date.now() + 20_000;
    let index = 0;
    let most = 0;
    for (let rolledUp = 0; rolledUp < 3 || clones < 3;) {
      expect(Date.now()).toBeLessThan(deadline);
      await commitAll(branch, draft(String(index), write(`teams/t${String(index % 7)}/f${String(index)}`)));
      index += 1;
      const packs = (await readdir(path.join(directory, 'objects', 'pack'))).filter((name) =>
        name.endsWith('.idx'),
      ).length;
      if (packs < most) rolledUp += 1;
      most = packs < most ? packs : Math.max(most, packs);
    }
    stop.abort();
    await cloning;
    await branch.close();
    expect(await git(directory, 'rev-list', '--count', 'main')).toBe(String(index + 1));
    expect(await fsck(directory)).toBe('');
    expect(await readdir(path.join(directory, 'objects', 'pack'))).not.toContainEqual(
      expect.stringMatching(/^\.?tmp/),
    );
  });

  it('goes on when its git processes are killed', async () => {
    const directory = path.join(await temporaryDirectory(), 'environment.git');
    const branch = await openEmbeddedBranch({ directory });
    await commitAll(branch, draft('1', write('a')));
    for (const child of await childrenOf(process.pid, directory)) process.kill(child, 'SIGKILL');
    let head: string | undefined;
    for (let attempt = 0; head === undefined && attempt < 5; attempt += 1) {
      head = await commitAll(branch, draft('2', write('b'))).catch(() => undefined);
    }
    expect(await git(directory, 'rev-parse', 'main')).toBe(head);
    await branch.close();
  });

  it('removes a lock that a crash left behind', async () => {
    const directory = path.join(await temporaryDirectory(), 'environment.git');
    const branch = await openEmbeddedBranch({ directory });
    const lock = path.join(directory, 'refs', 'heads', 'main.lock');
    await mkdir(path.dirname(lock), { recursive: true });
    await writeFile(lock, '');
    await utimes(lock, new Date(0), new Date(0));
    await commitAll(branch, draft('1', write('a')));
    await branch.close();
    expect(await filesOf(directory, 'main')).toEqual({ a: 'a' });
  });

  it('cleans up what crashes left in the pack folder, but not what is being written', async () => {
    const directory = path.join(await temporaryDirectory(), 'environment.git');
    await (await openEmbeddedBranch({ directory })).close();
    const packs = path.join(directory, 'objects', 'pack');
    for (const name of ['tmp_pack_old', '.tmp-1-pack-x.idx', 'pack-unindexed.pack', 'tmp_pack_new']) {
      await writeFile(path.join(packs, name), '');
      if (!name.includes('new')) await utimes(path.join(packs, name), new Date(0), new Date(0));
    }
    await (await openEmbeddedBranch({ directory })).close();
    expect(await readdir(packs)).toEqual(['tmp_pack_new']);
  });
});

async function packBytes(directory: string): Promise<number> {
  const counts = await git(directory, 'count-objects', '-v');
  return Number(/size-pack: (\d+)/.exec(counts)?.[1]) * 1024;
}

/** Processes that we started on a repository. */
async function childrenOf(parent: number, directory: string): Promise<number[]> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,args=', '--ppid', String(parent)]);
  return stdout
    .split('\n')
    .filter((line) => line.includes(directory))
    .map((line) => Number.parseInt(line, 10));
}
