import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { initEmbeddedRepository, serveGit } from '@slipway/git';
import { GitHubDouble, type DoubleRepository } from '@slipway/github/testing';
import type { RepositoryElsewhere } from './slipway-platform.ts';

const secret = 'the secret of the webhook of this test';

/** An environment repository on the double of GitHub, with a git server of its own. */
export class EnvironmentOnGitHub implements AsyncDisposable {
  readonly repository: RepositoryElsewhere;
  readonly double: GitHubDouble;
  readonly pulls: DoubleRepository;
  /** Variables of a platform that works on it. */
  readonly env: Readonly<Record<string, string>>;
  readonly #close: () => Promise<void>;

  private constructor(
    fields: Pick<EnvironmentOnGitHub, 'repository' | 'double' | 'pulls' | 'env'>,
    close: () => Promise<void>,
  ) {
    this.repository = fields.repository;
    this.double = fields.double;
    this.pulls = fields.pulls;
    this.env = fields.env;
    this.#close = close;
  }

  /** @param folder for the repository, and the files that the platform reads */
  static async start(folder: string): Promise<EnvironmentOnGitHub> {
    const directory = path.join(folder, 'environment-on-github.git');
    await initEmbeddedRepository(directory);
    const handle = serveGit({ directory, name: 'environment.git' });
    const server = createServer((request, response) => {
      const options = { access: { read: true, write: true }, user: 'anybody' };
      const url = (request.url ?? '').replace(/^\/acme/, '');
      handle(request, response, { ...options, url }).catch(() => response.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const double = await GitHubDouble.start();
    const pulls = double.addRepository('acme/environment', directory);
    const [keyFile, secretsFile] = [path.join(folder, 'app.pem'), path.join(folder, 'secrets.json')];
    await writeFile(keyFile, double.privateKey, { mode: 0o600 });
    await writeFile(secretsFile, JSON.stringify({ default: [secret] }), { mode: 0o600 });
    const repository = { port, path: '/acme/environment.git', directory };
    return new EnvironmentOnGitHub(
      {
        ...{ repository, double, pulls },
        env: {
          SLIPWAY_ENVIRONMENT_URL: `http://127.0.0.1:${String(port)}${repository.path}`,
          SLIPWAY_PUSHES_PER_MINUTE: '600',
          SLIPWAY_GITHUB_API_URL: double.url,
          SLIPWAY_GITHUB_APP_ID: double.appId,
          SLIPWAY_GITHUB_APP_KEY_FILE: keyFile,
          SLIPWAY_WEBHOOK_SECRETS_FILE: secretsFile,
        },
      },
      async () => {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
        await double.close();
      },
    );
  }

  /** Sends a delivery, as GitHub does. @param url of the platform */
  async deliver(url: string, event: string, payload: object, repository = 'acme/environment'): Promise<void> {
    const body = JSON.stringify({ ...payload, repository: { full_name: repository } });
    const answer = await fetch(`${url}/webhooks/github`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/044aadd',
        'x-github-delivery': randomUUID(),
        'x-github-event': event,
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      },
      body,
    });
    if (answer.status !== 202) throw new Error(`${event} was answered with ${String(answer.status)}`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}
