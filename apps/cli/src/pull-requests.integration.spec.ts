import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  plainGit,
  startSlipway,
  temporaryDirectory,
  until,
  type SlipwayServer,
  type TemporaryDirectory,
} from '@slipway/testing';
import { slipwayProcess } from './testing/slipway-process.ts';

const team = `apiVersion: slipway.dev/v1
kind: Team
metadata: { name: vision }
spec:
  members: [{ user: alice }, { user: lead, role: maintainer }]
---
apiVersion: slipway.dev/v1
kind: Cluster
metadata: { name: local }
spec: { provider: local, reconciler: local }
`;
const job = (cpu: number): string => `apiVersion: slipway.dev/v1
kind: Job
metadata: { name: digits, team: vision }
spec:
  image: example.org/train:v1
  command: [python, train.py]
  resources: { cpu: ${String(cpu)} }
`;
const jobFile = 'teams/vision/jobs/digits.yaml';

interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let directory: TemporaryDirectory;
let server: SlipwayServer;
let clone: string;
const tokens = new Map<string, string>();

async function slipway(who: string, ...args: readonly string[]): Promise<Said> {
  const token = tokens.get(who);
  const data = path.join(directory.path, 'data');
  const call = slipwayProcess(
    args,
    token === undefined ? { SLIPWAY_DATA: data } : { SLIPWAY_URL: server.url, SLIPWAY_TOKEN: token },
  );
  const stdout = await call.stdout;
  return { ...(await call.ended), stdout };
}

async function push(branch: string, files: Readonly<Record<string, string>>): Promise<void> {
  await plainGit(clone, 'fetch', '--quiet', 'origin');
  await plainGit(clone, 'checkout', '--quiet', '-B', branch, 'origin/main');
  for (const [file, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(clone, file)), { recursive: true });
    await writeFile(path.join(clone, file), content);
  }
  await plainGit(clone, 'add', '--all');
  await plainGit(clone, 'commit', '--quiet', '-m', `Change ${branch}`);
  await plainGit(clone, 'push', '--quiet', 'origin', branch);
}

beforeAll(async () => {
  directory = await temporaryDirectory();
  const data = path.join(directory.path, 'data');
  server = await startSlipway('scheduler', data, { args: ['committer', 'github-webhooks'] });
  for (const [name, role] of [
    ['alice', 'git-writer'],
    ['lead', 'git-reader'],
    ['member', 'contributor'],
  ] as const) {
    const made = await slipway('admin', 'token', 'create', name, '--role', role, '--team', 'vision');
    tokens.set(name, made.stdout.trim());
  }
  const file = path.join(directory.path, 'team.yaml');
  await writeFile(file, team);
  expect(await slipway('admin', 'apply', '-f', file)).toMatchObject({ code: 0 });
  clone = path.join(directory.path, 'clone');
  const url = server.url.replace('//', `//alice:${tokens.get('alice') ?? ''}@`);
  await until('there is something to clone', async () => {
    await plainGit(directory.path, 'clone', '--quiet', `${url}/git/environment.git`, clone);
    return plainGit(clone, 'rev-parse', 'origin/main').then(
      () => true,
      () => plainGit(directory.path, 'clean', '-ffdxq', clone).then(() => false),
    );
  });
});
afterAll(async () => {
  await server.stop();
  await directory.remove();
});

describe('a pull request on the embedded environment repository', () => {
  it('is opened, planned, reviewed by who owns its paths, and merged', async () => {
    await push('digits', { [jobFile]: job(1) });
    const opened = await slipway('alice', 'pr', 'open', 'digits', '--title', 'Train digits', '--wait');
    expect(opened).toMatchObject({ code: 0, stderr: '' });
    expect(opened.stdout).toMatch(/^Pull request: {2}#1 Train digits$/m);
    expect(opened.stdout).toMatch(/slipway\/plan +success +ok: 1 added, 0 changed, 0 removed/);
    expect(opened.stdout).toMatch(/slipway\/reviews +action-required +1 review to be given/);
    expect(await slipway('alice', 'pr', 'merge', '1')).toMatchObject({
      code: 7,
      stderr: expect.stringContaining(
        'pull request 1 is not merged: slipway/reviews says: 1 review to be given',
      ),
    });
    const offline = await slipway(
      ...(['alice', 'plan', '--repository', clone, '--base', 'origin/main'] as const),
      ...(['--head', 'digits', '--author', 'alice', '--markdown'] as const),
    );
    expect((await slipway('lead', 'pr', 'show', '1', '--plan')).stdout).toBe(offline.stdout);
    const reviewed = await slipway('lead', 'pr', 'review', '#1', '--approve', '--message', 'Good.');
    expect(reviewed.stdout).toMatch(/lead approved \S+ ago: Good\.$/m);
    await until('the review is counted', async () => (await slipway('alice', 'pr', 'merge', '1')).code === 0);
    const { items } = JSON.parse(
      (await slipway('lead', 'pr', 'list', '--state', 'merged', '--json')).stdout,
    ) as {
      items: readonly { readonly mergeCommit: string }[];
    };
    expect(items).toMatchObject([{ number: 1, state: 'merged', author: 'alice' }]);
    await plainGit(clone, 'fetch', '--quiet', 'origin');
    expect(await plainGit(clone, 'show', '--no-patch', '--format=%s', items[0]?.mergeCommit ?? '')).toBe(
      'Merge pull request #1: Train digits',
    );
    expect(await plainGit(clone, 'show', `origin/main:${jobFile}`)).toBe(job(1).trimEnd());
  });

  it('says that its plan is invalid, and is closed', async () => {
    await push('broken', { 'teams/vision/jobs/broken.yaml': 'kind: Job\n' });
    const opened = await slipway('alice', 'pr', 'open', 'broken', '--title', 'Broken', '--wait');
    expect(opened.code).toBe(1);
    expect(opened.stdout).toMatch(/slipway\/plan +failure +invalid: /);
    expect((await slipway('alice', 'pr', 'list')).stdout).toMatch(/#2 +\S+ +open +alice +broken +Broken/);
    expect(await slipway('alice', 'pr', 'close', '2')).toMatchObject({
      code: 0,
      stderr: 'pull request #2 is closed\n',
    });
    expect(await slipway('alice', 'pr', 'review', '2', '--approve')).toMatchObject({ code: 7 });
    expect(await slipway('alice', 'pr', 'list')).toMatchObject({ code: 0, stderr: 'no pull requests\n' });
  });

  it('is for those who may read or write the repository', async () => {
    expect(await slipway('member', 'pr', 'list')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('it takes a git-reader'),
    });
    expect(await slipway('lead', 'pr', 'close', '1')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('it takes a git-writer'),
    });
    expect(await slipway('lead', 'pr', 'show', '9')).toMatchObject({ code: 4 });
    expect(await slipway('lead', 'pr', 'review', '1')).toMatchObject({ code: 2 });
    expect(
      await slipway('alice', 'pr', 'open', 'digits', '--title', 'One\n\nRequested-By: admin'),
    ).toMatchObject({ code: 3, stderr: expect.stringContaining('one line without control characters') });
    expect(await slipway('alice', 'pr', 'open', 'nowhere', '--title', 'x')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('there is no branch "nowhere": push it first'),
    });
  });
});
