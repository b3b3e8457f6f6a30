import { mkdir, readFile, writeFile } from 'node:fs/promises';
import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import * as isomorphic from 'isomorphic-git';
import http from 'isomorphic-git/http/node';
import { simpleGit } from 'simple-git';
import type { Change } from '@slipway/changes';
import { serveGit } from '@slipway/git';
import { durableSettings, git } from './git.ts';

/** Seconds for each change, written, committed and pushed as the users of these libraries do it. */
export type Peer = (
  remote: string,
  workspace: string,
  changes: readonly Change[],
) => Promise<readonly number[]>;

async function writeFiles(workspace: string, change: Change): Promise<string[]> {
  const written: string[] = [];
  for (const operation of change.operations) {
    if (operation.op !== 'write') continue;
    const file = path.join(workspace, operation.path);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, operation.content);
    written.push(operation.path);
  }
  return written;
}

async function timed(changes: readonly Change[], one: (change: Change) => Promise<void>): Promise<number[]> {
  const seconds: number[] = [];
  for (const change of changes) {
    const began = performance.now();
    await one(change);
    seconds.push((performance.now() - began) / 1000);
  }
  return seconds;
}

export const withSimpleGit: Peer = async (remote, workspace, changes) => {
  await git(path.dirname(workspace), 'clone', '--quiet', remote, workspace);
  const client = simpleGit(workspace, {
    config: [...durableSettings, 'user.name=bench', 'user.email=bench@localhost'],
  });
  return timed(changes, async (change) => {
    await client.add(await writeFiles(workspace, change));
    await client.commit(`${change.subject}\n\nChange-Id: ${change.id}\n`);
    await client.push('origin', 'main');
  });
};

/** It never syncs the files of the clone; only the remote's git does. That is to its advantage. */
export const withIsomorphicGit: Peer = async (remote, workspace, changes) => {
  await git(path.dirname(workspace), 'clone', '--quiet', remote, workspace);
  const handle = serveGit({ directory: remote, name: 'environment.git' });
  const server = createServer((request, response) => {
    void handle(request, response, {
      url: request.url ?? '',
      access: { read: true, write: true },
      user: 'bench',
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/environment.git`;
  const cache = {};
  try {
    return await timed(changes, async (change) => {
      for (const filepath of await writeFiles(workspace, change))
        await isomorphic.add({ fs, dir: workspace, filepath, cache });
      const author = { name: 'bench', email: 'bench@localhost' };
      await isomorphic.commit({
        fs,
        dir: workspace,
        author,
        message: `${change.subject}\n\nChange-Id: ${change.id}\n`,
        cache,
      });
      await isomorphic.push({ fs, http, dir: workspace, url, ref: 'main', cache });
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

/** Whether the last of the changes is what the remote's branch shows; a peer that did not push has no speed. */
export async function checkPeer(remote: string, changes: readonly Change[]): Promise<void> {
  const last = changes.at(-1)?.operations[0];
  if (last?.op !== 'write') throw new Error('the sample is empty');
  const shown = await git(remote, 'show', `main:${last.path}`);
  if (shown !== last.content) throw new Error(`the remote does not have the last change of ${remote}`);
  await readFile(path.join(remote, 'HEAD'));
}
