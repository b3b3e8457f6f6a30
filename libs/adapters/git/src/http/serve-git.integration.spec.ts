import { execFile } from 'node:child_process';
import { request, type IncomingMessage } from 'node:http';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { EnvironmentBranch } from '@slipway/ports';
import { openEmbeddedBranch } from '../branch/embedded-branch.ts';
import { commitAll, draft, write } from '../testing/drafts.ts';
import { gitServers, type GitServer } from '../testing/git-server.ts';
import { filesOf, fsck, git } from '../testing/plain-git.ts';
import { directoriesPerTest } from '../testing/directories-per-test.ts';
import type { ServeGitOptions } from './serve-git.ts';

const temporaryDirectory = directoriesPerTest();
const serve = gitServers();

async function prepare(
  options: Partial<ServeGitOptions> = {},
): Promise<{ root: string; directory: string; branch: EnvironmentBranch; server: GitServer }> {
  const root = await temporaryDirectory();
  const directory = path.join(root, 'environment.git');
  const branch = await openEmbeddedBranch({ directory });
  return { root, directory, branch, server: await serve({ directory, ...options }) };
}

function fetchAs(
  token: string,
  url: string,
  {
    headers,
    ...init
  }: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Response> {
  return fetch(url, {
    ...init,
    headers: { ...headers, authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` },
  });
}

describe('serveGit', () => {
  it('lets any client clone and fetch', async () => {
    const { root, branch, server } = await prepare();
    await commitAll(branch, draft('1', write('a', '1\n')));
    await git(root, 'clone', '--quiet', server.urlFor('reader'), 'clone');
    await commitAll(branch, draft('2', write('a', '2\n')));
    await git(path.join(root, 'clone'), 'pull', '--quiet');
    await git(
      root,
      '-c',
      'protocol.version=0',
      'clone',
      '--quiet',
      '--depth=1',
      server.urlFor('reader'),
      'shallow',
    );
    expect(await filesOf(path.join(root, 'clone'), 'HEAD')).toEqual({ a: '2' });
    expect(await filesOf(path.join(root, 'shallow'), 'HEAD')).toEqual({ a: '2' });
    await branch.close();
  });

  it('lets many clone at once while it is written to', async () => {
    const { root, branch, server } = await prepare({ concurrency: 3 });
    await commitAll(
      branch,
      draft(
        'first',
        ...Array.from({ length: 100 }, (_, index) => write(`teams/t${String(index)}/team.yaml`)),
      ),
    );
    const enough = new AbortController();
    const writer = (async (): Promise<void> => {
      for (let index = 0; !enough.signal.aborted; index += 1)
        await commitAll(
          branch,
          draft(String(index), write(`teams/t${String(index % 100)}/jobs/j.yaml`, String(index))),
        );
    })();
    await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        await git(root, 'clone', '--quiet', server.urlFor('reader'), String(index));
        expect(await fsck(path.join(root, String(index)))).toBe('');
      }),
    );
    enough.abort();
    await writer;
    await branch.close();
  });

  it('takes pushes of writers, tells of them, and the branch sees them', async () => {
    let told = 0;
    const { root, branch, server } = await prepare({ onReceived: () => (told += 1) });
    await commitAll(branch, draft('1', write('a')));
    await git(root, 'clone', '--quiet', server.urlFor('writer'), 'clone');
    const clone = path.join(root, 'clone');
    await mkdir(path.join(clone, 'big'));
    for (let index = 0; index < 40; index += 1)
      await writeFile(path.join(clone, 'big', String(index)), `${String(index)}\n`.repeat(50_000));
    await git(clone, 'add', '--all');
    await git(clone, 'commit', '--quiet', '-m', 'big');
    expect(told).toBe(0);
    // A small post buffer makes git send the pack in chunks, of unknown length.
    await git(clone, '-c', 'http.postBuffer=1024', 'push', '--quiet', 'origin', 'HEAD:main');
    expect(told).toBeGreaterThan(0); // git may ask first whether it may push
    expect(await branch.refresh()).toBe(await git(clone, 'rev-parse', 'HEAD'));
    await branch.close();
  });

  it('refuses pushes of readers, and pushes that rewrite or delete the branch', async () => {
    const { root, branch, server } = await prepare();
    const tip = await commitAll(branch, draft('1', write('a')), draft('2', write('b')));
    await git(root, 'clone', '--quiet', server.urlFor('writer'), 'clone');
    const clone = path.join(root, 'clone');
    await expect(git(clone, 'push', server.urlFor('reader'), 'HEAD:refs/heads/other')).rejects.toThrow('403');
    await expect(git(clone, 'push', '--force', 'origin', 'HEAD~1:main')).rejects.toThrow('non-fast-forward');
    await expect(git(clone, 'push', 'origin', ':main')).rejects.toThrow('deletion prohibited');
    expect(await branch.refresh()).toBe(tip);
    await branch.close();
  });

  it('refuses objects that git fsck finds fault with', async () => {
    const { root, branch, server } = await prepare();
    await commitAll(branch, draft('1', write('a')));
    await git(root, 'clone', '--quiet', server.urlFor('writer'), 'clone');
    const clone = path.join(root, 'clone');
    const blob = await git(clone, 'rev-parse', 'HEAD:a');
    await writeFile(
      path.join(root, 'tree'),
      Buffer.concat([Buffer.from('100644 .git\0'), Buffer.from(blob, 'hex')]),
    );
    const tree = await git(clone, 'hash-object', '-t', 'tree', '-w', '--literally', path.join(root, 'tree'));
    const commit = await git(clone, 'commit-tree', tree, '-p', 'HEAD', '-m', 'evil');
    await expect(git(clone, 'push', 'origin', `${commit}:main`)).rejects.toThrow('hasDotgit');
    await branch.close();
  });

  it.each([
    '/environment.git/HEAD',
    '/environment.git/config',
    '/environment.git/objects/info/packs',
    '/environment.git/info/refs',
    '/other.git/info/refs?service=git-upload-pack',
    '/environment.git/../x/info/refs?service=git-upload-pack',
    '/environment.git/info/refs?service=git-upload-archive',
    '/environment.git/info/refs?service=git-upload-pack&x=1',
  ])('has nothing at %s', async (at) => {
    const { branch, server } = await prepare();
    await commitAll(branch, draft('1', write('a')));
    const status = await new Promise<number | undefined>((resolve) => {
      // Not fetch: it would tidy the path before it asks.
      request(new URL(server.url).origin, { path: at, auth: 'x:reader' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(404);
    await branch.close();
  });

  it('reads compressed requests', async () => {
    const { branch, server } = await prepare();
    const tip = await commitAll(branch, draft('1', write('a')));
    const want = `want ${tip} ofs-delta\n`;
    const body = gzipSync(`${(want.length + 4).toString(16).padStart(4, '0')}${want}00000009done\n`);
    const response = await fetchAs('reader', `${server.url}/git-upload-pack`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-git-upload-pack-request', 'content-encoding': 'gzip' },
    });
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).includes('PACK')).toBe(true);
    await branch.close();
  });

  it('leaves no process behind when the client goes away', async () => {
    const { directory, branch, server } = await prepare();
    await commitAll(branch, draft('1', write('a')));
    const { leave } = stalledPost(server, 'git-receive-pack');
    await until(async () => (await backends(directory)) > 0);
    leave();
    await until(async () => (await backends(directory)) === 0);
    await branch.close();
  });

  it('ends a request that takes too long', async () => {
    const { directory, branch, server } = await prepare({ timeout: 200 });
    await commitAll(branch, draft('1', write('a')));
    expect(await stalledPost(server, 'git-receive-pack').whole).toBe(false);
    await until(async () => (await backends(directory)) === 0);
    await branch.close();
  });

  it('turns requests away when too many wait', async () => {
    const { branch, server } = await prepare({ concurrency: 1 });
    await commitAll(branch, draft('1', write('a')));
    const refs = `${server.url}/info/refs?service=git-upload-pack`;
    const stalled = Array.from({ length: 6 }, () => stalledPost(server, 'git-upload-pack'));
    expect(await Promise.race(stalled.map(({ status }) => status))).toBe(503);
    const away = await fetchAs('reader', refs);
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '1']);
    for (const { leave } of stalled) leave();
    await until(async () => (await fetchAs('reader', refs)).status === 200);
    await branch.close();
  });
});

/** A request whose body never ends. */
function stalledPost(
  server: GitServer,
  service: string,
): {
  readonly status: Promise<number | undefined>;
  readonly whole: Promise<boolean>;
  readonly leave: () => void;
} {
  const post = request(`${server.url}/${service}`, {
    method: 'POST',
    auth: 'x:writer',
    headers: { 'content-type': `application/x-${service}-request` },
  });
  post.write('00');
  const answer = new Promise<IncomingMessage | undefined>((resolve) => {
    post.on('error', () => {
      resolve(undefined);
    });
    post.on('response', (response) => {
      resolve(response.on('error', () => undefined).resume());
    });
  });
  const ended = answer.then(
    (response) =>
      response &&
      new Promise<IncomingMessage>((resolve) =>
        response.on('close', () => {
          resolve(response);
        }),
      ),
  );
  return {
    status: answer.then((response) => response?.statusCode),
    whole: ended.then((response) => response?.complete ?? false),
    leave: () => post.destroy(),
  };
}

/** How many `git http-backend` processes serve a repository now. */
async function backends(directory: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'args=', 'e']);
  return stdout
    .split('\n')
    .filter(
      (line) => line.includes('http-backend') && line.includes(`GIT_PROJECT_ROOT=${path.dirname(directory)}`),
    ).length;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 10_000; !(await condition());) {
    if (Date.now() > deadline) throw new Error('the condition did not come true in 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
