import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { UnavailableError } from '@slipway/kernel';
import { branchConformance } from '../testing/branch-conformance.ts';
import { commitAll, draft, outsiderCommits, write } from '../testing/drafts.ts';
import { gitServers } from '../testing/git-server.ts';
import { fsck, git } from '../testing/plain-git.ts';
import { directoriesPerTest } from '../testing/directories-per-test.ts';
import { initRepository } from './init-repository.ts';
import { openRemoteBranch } from './remote-branch.ts';

const temporaryDirectory = directoriesPerTest();
const serve = gitServers();

branchConformance(
  'openRemoteBranch',
  async () => {
    const root = await temporaryDirectory();
    const origin = path.join(root, 'environment.git');
    await initRepository(origin, 'main');
    const { url } = await serve({ directory: origin });
    let mirrors = 0;
    return {
      origin,
      open: (step) => {
        const mirrorDirectory = path.join(root, `mirror-${String(mirrors++)}.git`);
        const credentials = { username: 'x-access-token', password: 'writer' };
        return openRemoteBranch(
          step ? { url, credentials, mirrorDirectory, step } : { url, credentials, mirrorDirectory },
        );
      },
    };
  },
  ['pack-written', 'pack-named', 'pack-stored', 'pushed', 'ref-moved'],
);

describe('openRemoteBranch', () => {
  it('throws UnavailableError while the remote is down, and goes on when it is back', async () => {
    const root = await temporaryDirectory();
    const origin = path.join(root, 'environment.git');
    await initRepository(origin, 'main');
    const server = await serve({ directory: origin });
    const branch = await openRemoteBranch({
      url: server.url,
      credentials: { username: 'x', password: 'writer' },
      mirrorDirectory: path.join(root, 'mirror.git'),
    });
    const tip = await commitAll(branch, draft('1', write('a')));
    const batch = await branch.startBatch(tip);
    await batch.add(draft('2', write('b')));
    await server.stop();
    await expect(branch.refresh()).rejects.toThrow(UnavailableError);
    const failure: unknown = await batch.publish().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnavailableError);
    expect(JSON.stringify([(failure as Error).message, (failure as UnavailableError).details])).not.toContain(
      'writer',
    );
    await branch.close();
  });

  it('says what the remote has against the commits', async () => {
    const root = await temporaryDirectory();
    const origin = path.join(root, 'environment.git');
    await initRepository(origin, 'main');
    await mkdir(path.join(origin, 'hooks'));
    await writeFile(
      path.join(origin, 'hooks', 'pre-receive'),
      '#!/bin/sh\necho "push declined: secret found"\nexit 1\n',
    );
    await chmod(path.join(origin, 'hooks', 'pre-receive'), 0o755);
    const branch = await openRemoteBranch({ url: origin, mirrorDirectory: path.join(root, 'mirror.git') });
    const batch = await branch.startBatch(await branch.refresh());
    await batch.add(draft('1', write('a')));
    expect(await batch.publish()).toEqual({
      kind: 'declined',
      reason: '[remote rejected] (pre-receive hook declined) push declined: secret found',
    });
    await branch.close();
  });

  it('cannot push with the token of a reader', async () => {
    const root = await temporaryDirectory();
    const origin = path.join(root, 'environment.git');
    await initRepository(origin, 'main');
    const { url } = await serve({ directory: origin });
    const branch = await openRemoteBranch({
      url,
      credentials: { username: 'x', password: 'reader' },
      mirrorDirectory: path.join(root, 'mirror.git'),
    });
    const batch = await branch.startBatch(await branch.refresh());
    await batch.add(draft('1', write('a')));
    await expect(batch.publish()).rejects.toThrow('git push failed');
    await branch.close();
  });

  it('asks for credentials before each use, and waits when there are none', async () => {
    const root = await temporaryDirectory();
    const origin = path.join(root, 'environment.git');
    await initRepository(origin, 'main');
    const { url } = await serve({ directory: origin });
    const tokens = ['writer', 'writer', 'reader'];
    const branch = await openRemoteBranch({
      url,
      credentials: () => {
        const password = tokens.shift();
        return password === undefined
          ? Promise.reject(new UnavailableError('the App gets no token'))
          : Promise.resolve({ username: 'x-access-token', password });
      },
      mirrorDirectory: path.join(root, 'mirror.git'),
    });
    await commitAll(branch, draft('1', write('a')));
    expect(tokens).toEqual(['reader']);
    expect(await branch.refresh()).toBe(await git(origin, 'rev-parse', 'main'));
    await expect(branch.refresh()).rejects.toThrow('the App gets no token');
    await branch.close();
  });

  it('works again after its mirror was deleted', async () => {
    const root = await temporaryDirectory();
    const origin = path.join(root, 'environment.git');
    await initRepository(origin, 'main');
    const open = (name: string): ReturnType<typeof openRemoteBranch> =>
      openRemoteBranch({ url: origin, mirrorDirectory: path.join(root, name) });
    const first = await open('one.git');
    await commitAll(first, draft('1', write('a/b')));
    await first.close();
    await outsiderCommits(origin, 'c', 'x\n');
    const second = await open('two.git');
    await commitAll(second, draft('2', write('a/d')));
    await second.close();
    expect(await git(origin, 'rev-list', '--count', 'main')).toBe('3');
    expect(await fsck(origin)).toBe('');
  });
});
