import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { serveGit } from '@slipway/git';
import { GitHubDouble } from '@slipway/github/testing';
import { startEmbeddedPostgres } from '@slipway/postgres';
import { createLogger } from '@slipway/telemetry';
import { until } from '@slipway/testing';
import { startService } from '../webhooks/receivers.ts';

const secret = 'the secret of the benchmark';

export interface CheckRunOptions {
  /** The repository, with the branches `main` and `change`. */
  readonly folder: string;
  /** Makes the branch `change` another one, of as many changed resources. @returns its commit */
  readonly change: (round: number) => Promise<string>;
  readonly rounds: number;
}

/**
 * Seconds from a delivery that tells of a pull request to its check run on GitHub: by the service in a process of its own, a git
 * server over HTTP, and the double of GitHub's API. The first round, which brings the whole repository, is not measured.
 */
export async function measureCheckRun({
  folder,
  change,
  rounds,
}: CheckRunOptions): Promise<readonly number[]> {
  const place = await mkdtemp(path.join(os.tmpdir(), 'slipway-bench-'));
  await chmod(place, 0o755);
  const logger = createLogger({ level: 'error' });
  const git = path.join(folder, '.git');
  const [server, url] = await serve(git);
  const double = await GitHubDouble.start();
  const repository = double.addRepository('acme/environment', git);
  const postgres = await startEmbeddedPostgres({ directory: path.join(place, 'postgres'), logger });
  try {
    const keyFile = path.join(place, 'app.pem');
    await writeFile(keyFile, double.privateKey);
    const receiver = await startService(place, postgres.url, [secret], {
      SLIPWAY_ENVIRONMENT_URL: url,
      SLIPWAY_GITHUB_API_URL: double.url,
      SLIPWAY_GITHUB_APP_ID: double.appId,
      SLIPWAY_GITHUB_APP_KEY_FILE: keyFile,
    });
    try {
      const number = repository.open('Change', 'change', 'somebody');
      const seconds: number[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        const commit = await change(round);
        const began = performance.now();
        await deliver(receiver.url, number);
        await until('the check run is there', () =>
          repository.checkRuns.some(
            (run) => run.commit === commit && run.name === 'slipway/plan' && run.status === 'completed',
          ),
        );
        if (round > 0) seconds.push((performance.now() - began) / 1_000);
      }
      return seconds;
    } finally {
      await receiver.stop();
    }
  } finally {
    await postgres.stop();
    await double.close();
    server.closeAllConnections();
    server.close();
    await rm(place, { recursive: true, force: true });
  }
}

async function serve(directory: string): Promise<readonly [Server, string]> {
  const handle = serveGit({ directory, name: 'environment.git' });
  const server = createServer((request, response) => {
    const below = (request.url ?? '').replace(/^\/acme/, '');
    handle(request, response, {
      ...{ url: below, user: 'slipway' },
      access: { read: true, write: false },
    }).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return [server, `http://127.0.0.1:${String(port)}/acme/environment.git`];
}

async function deliver(url: string, number: number): Promise<void> {
  const body = JSON.stringify({
    ...{ action: 'synchronize', number, pull_request: { number } },
    repository: { full_name: 'acme/environment' },
  });
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/044aadd',
      'x-github-delivery': randomUUID(),
      'x-github-event': 'pull_request',
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
    body,
  });
  if (answer.status !== 202) throw new Error(`the delivery was answered ${String(answer.status)}`);
}
