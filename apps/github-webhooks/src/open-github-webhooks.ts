import { readFile } from 'node:fs/promises';
import { repositoryOfUrl } from '@slipway/deliveries';
import { GitHubClient, hookDeliveries, type GitHubCredentials } from '@slipway/github';
import { InvalidInputError, systemClock, systemRandom } from '@slipway/kernel';
import type { HookDeliveries, Logger, Metrics } from '@slipway/ports';
import type { Database } from '@slipway/postgres';
import type { Service } from '@slipway/service';
import { createGithubWebhooksService } from './create-github-webhooks-service.ts';
import type { Retention } from './github-webhooks-deps.ts';
import { watchSecrets } from './secrets-file.ts';

export interface GithubWebhooksSettings {
  readonly secretsFile: string;
  /** Address of the environment repository, when it is not the embedded one. */
  readonly environmentUrl: string | undefined;
  readonly branch: string;
  readonly apiUrl: string;
  readonly appId: string | undefined;
  readonly appKeyFile: string | undefined;
  readonly token: string | undefined;
  /** Hooks to compare besides the App's, separated by commas. */
  readonly hooks: string | undefined;
  readonly retention: Retention;
}

/** The receiver of webhooks on a database. @throws InvalidInputError for settings that do not fit together */
export async function openGithubWebhooks(
  { database, repository, logger, metrics }: OpenOptions,
  settings: GithubWebhooksSettings,
): Promise<Service> {
  const { secretsFile, environmentUrl, branch, retention } = settings;
  const fullName = environmentUrl === undefined ? undefined : repositoryOfUrl(environmentUrl);
  return createGithubWebhooksService({
    ledger: database.deliveryLedger,
    queue: database.deliveryQueue,
    backFillLog: database.backFillLog,
    changes: database.changeReader,
    signals: database.signals,
    leases: database.leases,
    secrets: watchSecrets(secretsFile, systemClock, logger),
    hooks: await openHooks(settings),
    repository,
    environment: fullName === undefined ? undefined : { fullName, branch },
    retention,
    clock: systemClock,
    random: systemRandom,
    logger,
    metrics,
  });
}

export interface OpenOptions {
  readonly database: Database;
  /** Name of the environment repository. */
  readonly repository: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

async function openHooks({
  apiUrl,
  appId,
  appKeyFile,
  token,
  hooks,
}: GithubWebhooksSettings): Promise<readonly HookDeliveries[]> {
  if ((appId === undefined) !== (appKeyFile === undefined))
    throw new InvalidInputError(
      'an App is named by its id and the file of its private key: one of them is missing',
    );
  const opened: HookDeliveries[] = [];
  const clientOf = (credentials: GitHubCredentials): GitHubClient =>
    new GitHubClient({ credentials, apiUrl, clock: systemClock });
  if (appId !== undefined && appKeyFile !== undefined) {
    const privateKey = await readKey(appKeyFile);
    opened.push(hookDeliveries(clientOf({ kind: 'app', appId, privateKey }), 'app'));
  }
  const paths = (hooks ?? '').split(',').flatMap((path) => (path.trim() === '' ? [] : [path.trim()]));
  if (paths.length > 0) {
    if (token === undefined)
      throw new InvalidInputError(
        'hooks of repositories and organisations are read by a token: it is missing',
      );
    const client = clientOf({ kind: 'token', token });
    opened.push(...paths.map((path) => hookDeliveries(client, path)));
  }
  return opened;
}

async function readKey(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new InvalidInputError(`cannot read the private key of the App in ${file}`, { cause: error });
  }
}
