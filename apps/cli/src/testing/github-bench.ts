import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { GitHubDouble } from '@slipway/github/testing';
import { systemClock } from '@slipway/kernel';
import { temporaryDirectory, type TemporaryDirectory } from '@slipway/testing';
import { slipway, type Result } from './command-line.ts';

export interface GithubBench {
  readonly double: GitHubDouble;
  readonly folder: string;
  /** Variables of a service that is set up rightly; tests change them. */
  readonly env: Record<string, string | undefined>;
  readonly write: (name: string, content: string, mode?: number) => Promise<void>;
  readonly cli: (...args: string[]) => Promise<Result>;
}

/** Gives every test of a file a GitHub of its own, with an App that is set up rightly in acme/environment. */
export function useGithub(): GithubBench {
  let folder: TemporaryDirectory;
  const bench = {
    double: undefined as unknown as GitHubDouble,
    folder: '',
    env: {} as Record<string, string | undefined>,
    write: async (name: string, content: string, mode = 0o600) => {
      await writeFile(path.join(bench.folder, name), content);
      await chmod(path.join(bench.folder, name), mode);
    },
    cli: (...args: string[]) => slipway(args, { env: bench.env, cwd: bench.folder, clock: systemClock }),
  };
  beforeEach(async () => {
    folder = await temporaryDirectory();
    bench.folder = folder.path;
    const { double } = Object.assign(bench, { double: await GitHubDouble.start() });
    double.addRepository('acme/environment', '/nowhere');
    double.deliveries.set('app/hook', [{ attempt: '1', guid: 'a', deliveredAt: new Date() }]);
    double.app.rules = [
      {
        type: 'required_status_checks',
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: ['slipway/plan', 'slipway/reviews'].map((context) => ({
            ...{ context, integration_id: double.app.id },
          })),
        },
      },
    ];
    await bench.write('app.pem', double.privateKey);
    await bench.write('secrets.json', JSON.stringify({ default: ['0123456789abcdef0123456789abcdef'] }));
    bench.env = {
      SLIPWAY_ENVIRONMENT_URL: 'https://github.com/acme/environment.git',
      SLIPWAY_GITHUB_API_URL: double.url,
      SLIPWAY_GITHUB_APP_ID: double.appId,
      SLIPWAY_GITHUB_APP_KEY_FILE: 'app.pem',
      SLIPWAY_WEBHOOK_SECRETS_FILE: 'secrets.json',
      SLIPWAY_PUBLIC_URL: 'https://slipway.example',
    };
  });
  afterEach(async () => {
    await bench.double.close();
    await folder.remove();
  });
  return bench;
}
