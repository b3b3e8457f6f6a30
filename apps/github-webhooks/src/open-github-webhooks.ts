import { repositoryOfUrl } from '@slipway/deliveries';
import {
  openProposalBranches,
  openProposedBranches,
  openRepositoryContents,
  openRevisions,
  type RemoteCredentials,
} from '@slipway/git';
import {
  GitHubClient,
  githubConversation,
  githubHosts,
  hookDeliveries,
  readAppCredentials,
  RepositoryCalls,
  repositoryName,
  type GitHubCredentials,
} from '@slipway/github';
import { InvalidInputError, systemClock, systemRandom } from '@slipway/kernel';
import { SignalTopic, type HookDeliveries, type Logger, type Metrics } from '@slipway/ports';
import type { Database } from '@slipway/postgres';
import type { Service } from '@slipway/service';
import { createGithubWebhooksService } from './create-github-webhooks-service.ts';
import { embeddedHost } from './embedded-host/embedded-host.ts';
import type { PullRequestSource } from './github-webhooks-deps.ts';
import type { GithubWebhooksSettings } from './github-webhooks-settings.ts';
import { checkNames } from './pull-requests/check-names.ts';
import { watchSecrets } from './watch-secrets.ts';

/** The receiver of webhooks on a database. @throws InvalidInputError for settings that do not fit together */
export async function openGithubWebhooks(
  { database, repository, logger, metrics }: OpenOptions,
  settings: GithubWebhooksSettings,
): Promise<Service> {
  const { secretsFile, environmentUrl, branch, retention } = settings;
  const fullName = environmentUrl === undefined ? undefined : repositoryOfUrl(environmentUrl);
  const app = await openApp(settings.appId, settings.appKeyFile, settings, metrics);
  const deployApp = await openApp(settings.deployAppId, settings.deployAppKeyFile, settings, metrics);
  return createGithubWebhooksService({
    ledger: database.deliveryLedger,
    queue: database.deliveryQueue,
    backFillLog: database.backFillLog,
    changes: database.changeReader,
    signals: database.signals,
    leases: database.leases,
    secrets: watchSecrets(secretsFile, systemClock, logger),
    hooks: [...(app ? [hookDeliveries(app.client, 'app')] : []), ...hooksByToken(settings, metrics)],
    repository,
    environment: fullName === undefined ? undefined : { fullName, branch },
    pullRequests:
      app && fullName !== undefined
        ? await pullRequestsOnGitHub(app, deployApp ?? app, fullName, settings)
        : await embeddedPullRequests(database, repository, settings),
    proposals: database.proposalStore(repository),
    proposalLog: database.proposalLog,
    holds: database.pullRequestHolds,
    runRequests: database.runRequests,
    deployments: database.deployments,
    workflows: database.workflowStore,
    hostOf: app && githubHosts(app.client, app.id, deployApp?.client),
    resources: database.schedulerStore,
    clusters: database.schedulerStore.clusters,
    publicUrl: settings.publicUrl,
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

interface App {
  readonly id: number;
  readonly client: GitHubClient;
}

async function openApp(
  id: string | undefined,
  keyFile: string | undefined,
  { apiUrl }: GithubWebhooksSettings,
  metrics: Metrics,
): Promise<App | undefined> {
  const credentials = await readAppCredentials(id, keyFile);
  return credentials && { id: Number(credentials.appId), client: clientOf(credentials, apiUrl, metrics) };
}

/** Of repositories and organisations, besides those of the App. */
function hooksByToken(
  { apiUrl, token, hooks }: GithubWebhooksSettings,
  metrics: Metrics,
): readonly HookDeliveries[] {
  const paths = (hooks ?? '').split(',').flatMap((path) => (path.trim() === '' ? [] : [path.trim()]));
  if (paths.length === 0) return [];
  if (token === undefined)
    throw new InvalidInputError('hooks of repositories and organisations are read by a token: it is missing');
  const client = clientOf({ kind: 'token', token }, apiUrl, metrics);
  return paths.map((path) => hookDeliveries(client, path));
}

const clientOf = (credentials: GitHubCredentials, apiUrl: string, metrics: Metrics): GitHubClient =>
  new GitHubClient({
    ...{ credentials, apiUrl, clock: systemClock },
    onBudget: ({ resource, remaining, installation }) => {
      metrics.gauge('slipway_github_calls_remaining', remaining, {
        ...{ resource, installation: String(installation ?? 'own') },
      });
    },
  });

/** Of the environment repository, as the App that is installed there; git gets in by the App as well. */
async function pullRequestsOnGitHub(
  { id, client }: App,
  deployApp: App,
  fullName: string,
  { environmentUrl = '', branch, mirrorDirectory }: GithubWebhooksSettings,
): Promise<PullRequestSource> {
  const calls = new RepositoryCalls(client, repositoryName(fullName));
  const signIn = (access: 'read' | 'write') => async (): Promise<RemoteCredentials> => ({
    ...{ username: 'x-access-token', password: await calls.contentsToken(access) },
  });
  // A path or a git server without accounts is for tests.
  const isHttp = URL.canParse(environmentUrl) && new URL(environmentUrl).protocol.startsWith('http');
  const mirror = { branch, directory: mirrorDirectory };
  return {
    ...{ branch, embedded: undefined },
    host: githubHosts(client, id, deployApp.client)(fullName),
    conversation: githubConversation(calls),
    revisions: await openRevisions({
      ...{ ...mirror, url: environmentUrl },
      ...(isHttp ? { credentials: signIn('read') } : {}),
    }),
    proposalBranches: await openProposalBranches({
      ...mirror,
      remote: { url: environmentUrl, ...(isHttp ? { credentials: signIn('write') } : {}) },
    }),
  };
}

/** Those of the embedded environment repository; undefined when that is not on this machine. */
async function embeddedPullRequests(
  database: Database,
  repository: string,
  { environmentUrl, environmentDirectory: directory, branch }: GithubWebhooksSettings,
): Promise<PullRequestSource | undefined> {
  if (environmentUrl !== undefined || directory === undefined) return undefined;
  const embedded = embeddedHost({
    store: database.pullRequestStore(repository),
    branches: openProposedBranches(directory),
    contents: openRepositoryContents(directory),
    clock: systemClock,
    requiredChecks: Object.values(checkNames),
    reviewCheck: checkNames.reviews,
    onMerged: () => database.signals.notify(SignalTopic.ChangesSettled, repository),
  });
  const revisions = { bring: () => Promise.resolve(directory), close: () => Promise.resolve() };
  const proposalBranches = await openProposalBranches({ directory, branch });
  return { host: embedded, embedded, revisions, proposalBranches, branch, conversation: undefined };
}
