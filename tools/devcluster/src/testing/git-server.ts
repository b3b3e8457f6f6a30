import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { initEmbeddedRepository, serveGit } from '@slipway/git';
import { plainGit, temporaryDirectory } from '@slipway/testing';

/** A repository that reconcilers read over HTTP, and a working copy of it to write by. */
export interface GitServer extends AsyncDisposable {
  readonly url: string;
  /** Commits these files (`undefined` deletes one) and pushes. @returns the commit's id */
  readonly push: (files: Readonly<Record<string, string | undefined>>) => Promise<string>;
}

export async function startGitServer(): Promise<GitServer> {
  const directory = await temporaryDirectory();
  const repository = path.join(directory.path, 'environment.git');
  await initEmbeddedRepository(repository);
  const handle = serveGit({ directory: repository, name: 'environment.git' });
  const server = createServer((request, response) => {
    void handle(request, response, {
      url: request.url ?? '/',
      access: { read: true, write: true },
      user: 'spec',
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/environment.git`;
  const copy = path.join(directory.path, 'copy');
  await plainGit(directory.path, 'clone', '--quiet', url, copy);
  await plainGit(copy, 'checkout', '--quiet', '-B', 'main');

  return {
    url,
    async push(files) {
      for (const [name, text] of Object.entries(files)) {
        const file = path.join(copy, name);
        await mkdir(path.dirname(file), { recursive: true });
        if (text === undefined) await rm(file);
        else await writeFile(file, text);
      }
      await plainGit(copy, 'add', '--all');
      await plainGit(copy, 'commit', '--quiet', '--message', 'Spec');
      await plainGit(copy, 'push', '--quiet', 'origin', 'main');
      return plainGit(copy, 'rev-parse', 'HEAD');
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
      await directory.remove();
    },
  };
}
