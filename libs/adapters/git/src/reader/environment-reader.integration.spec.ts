import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { NotFoundError, TooLargeError, UnavailableError } from '@slipway/kernel';
import type { EnvironmentBranch, EnvironmentReader } from '@slipway/ports';
import { openEmbeddedBranch } from '../branch/embedded-branch.ts';
import { commitAll, draft, remove, write } from '../testing/drafts.ts';
import { gitServers, type GitServer } from '../testing/git-server.ts';
import { git } from '../testing/plain-git.ts';
import { directoriesPerTest } from '../testing/directories-per-test.ts';
import { openEnvironmentReader } from './environment-reader.ts';

const temporaryDirectory = directoriesPerTest();
const serve = gitServers();

async function prepare(): Promise<{
  directory: string;
  branch: EnvironmentBranch;
  server: GitServer;
  open: () => Promise<EnvironmentReader>;
}> {
  const root = await temporaryDirectory();
  const directory = path.join(root, 'environment.git');
  const branch = await openEmbeddedBranch({ directory });
  const server = await serve({ directory });
  return {
    directory,
    branch,
    server,
    open: () =>
      openEnvironmentReader({ url: server.url, token: 'reader', directory: path.join(root, 'reader.git') }),
  };
}

describe('openEnvironmentReader', () => {
  it('sees nothing of an empty repository, and then what is committed', async () => {
    const { branch, open } = await prepare();
    const reader = await open();
    expect(await reader.refresh()).toBeUndefined();
    expect(await reader.list('clusters/local')).toEqual([]);
    const first = await commitAll(
      branch,
      draft(
        '1',
        write('clusters/local/cluster.yaml', 'one'),
        write('clusters/local/runs/vision/2026-11-24/x.yaml'),
        write('clusters/other/x'),
        write('clusters/localx/y'),
      ),
    );
    expect(await reader.refresh()).toBe(first);
    const listed = await reader.list('clusters/local');
    expect(listed.map((entry) => entry.path)).toEqual([
      'clusters/local/cluster.yaml',
      'clusters/local/runs/vision/2026-11-24/x.yaml',
    ]);
    expect(await reader.read(listed[0]?.blob ?? '')).toBe('one');
    const second = await commitAll(
      branch,
      draft(
        '2',
        write('clusters/local/cluster.yaml', 'two'),
        remove('clusters/local/runs/vision/2026-11-24/x.yaml'),
      ),
    );
    expect(await reader.refresh()).toBe(second);
    const [only] = await reader.list('clusters/local');
    expect(await reader.read(only?.blob ?? '')).toBe('two');
    expect(await reader.list('clusters/local/cluster.yaml')).toEqual([]);
    expect((await reader.list('')).map((entry) => entry.path)).toEqual([
      'clusters/local/cluster.yaml',
      'clusters/localx/y',
      'clusters/other/x',
    ]);
    await reader.close();
    await branch.close();
  });

  it('takes the tip alone at first, and goes on from what it has after a restart', async () => {
    const { branch, open, server } = await prepare();
    await commitAll(
      branch,
      ...Array.from({ length: 30 }, (_, index) => draft(String(index), write(`f${String(index)}`))),
    );
    const first = await open();
    const tip = await first.refresh();
    await first.close();
    const again = await open();
    expect(await again.refresh()).toBe(tip);
    const later = await commitAll(branch, draft('x', write('x')));
    server.requests.length = 0;
    expect(await again.refresh()).toBe(later);
    expect(await again.list('')).toHaveLength(31);
    await again.close();
    await branch.close();
  });

  it('throws UnavailableError when the server is down or the token is wrong, and keeps what it has', async () => {
    const { branch, open, server, directory } = await prepare();
    await commitAll(branch, draft('1', write('a', 'content')));
    const reader = await open();
    await reader.refresh();
    const wrong = await openEnvironmentReader({ url: server.url, directory: `${directory}-wrong` });
    await expect(wrong.refresh()).rejects.toThrow(UnavailableError);
    await wrong.close();
    await server.stop();
    await expect(reader.refresh()).rejects.toThrow(UnavailableError);
    expect(await reader.list('')).toHaveLength(1);
    await reader.close();
    await branch.close();
  });

  it('bounds what it reads, and says when there is no such file', async () => {
    const { branch, open } = await prepare();
    await commitAll(
      branch,
      draft('1', write('large', 'x'.repeat(4 * 1024 * 1024 + 1)), write('fits', 'y'.repeat(4 * 1024 * 1024))),
    );
    const reader = await open();
    await reader.refresh();
    const [fits, large] = await reader.list('');
    const results = await Promise.allSettled([
      reader.read(large?.blob ?? ''),
      reader.read(fits?.blob ?? ''),
      reader.read('f'.repeat(40)),
    ]);
    expect(results[0]).toMatchObject({ status: 'rejected', reason: expect.any(TooLargeError) as unknown });
    expect(results[1]).toMatchObject({ status: 'fulfilled' });
    expect(results[2]).toMatchObject({ status: 'rejected', reason: expect.any(NotFoundError) as unknown });
    await reader.close();
    await branch.close();
  });

  it('leaves out symlinks and submodules', async () => {
    const { branch, open, directory } = await prepare();
    const commit = await commitAll(branch, draft('1', write('a')));
    const clone = `${directory}-clone`;
    await git(path.dirname(directory), 'clone', '--quiet', directory, clone);
    const blob = await git(clone, 'rev-parse', 'HEAD:a');
    await git(
      clone,
      'update-index',
      '--add',
      '--cacheinfo',
      `120000,${blob},link`,
      '--cacheinfo',
      `160000,${commit},module`,
    );
    await git(clone, 'commit', '--quiet', '-m', 'odd');
    await git(clone, 'push', '--quiet', 'origin', 'HEAD:main');
    const reader = await open();
    await reader.refresh();
    expect((await reader.list('')).map((entry) => entry.path)).toEqual(['a']);
    await reader.close();
    await branch.close();
  });
});
