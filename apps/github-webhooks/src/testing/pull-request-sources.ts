import path from 'node:path';
import {
  openProposalBranches,
  openProposedBranches,
  openRepositoryContents,
  openRevisions,
} from '@slipway/git';
import { GitHubClient, githubConversation, githubHost, RepositoryCalls } from '@slipway/github';
import type { GitHubDouble } from '@slipway/github/testing';
import { systemClock } from '@slipway/kernel';
import { SignalTopic } from '@slipway/ports';
import type { Database } from '@slipway/postgres';
import { embeddedHost } from '../embedded-host/embedded-host.ts';
import type { PullRequestSource } from '../github-webhooks-deps.ts';
import { checkNames } from '../pull-requests/check-names.ts';

/** `acme/environment` on the double. @param git its bare repository @param folder for what is kept on this machine */
export async function sourceOnDouble(
  { appId, privateKey, url: apiUrl }: GitHubDouble,
  git: string,
  folder: string,
): Promise<PullRequestSource> {
  const client = new GitHubClient({
    credentials: { kind: 'app', appId, privateKey },
    ...{ apiUrl, clock: systemClock },
  });
  const calls = new RepositoryCalls(client, { owner: 'acme', name: 'environment' });
  const mirror = { branch: 'main', directory: path.join(folder, 'mirror.git') };
  return {
    ...{ branch: 'main', embedded: undefined },
    host: githubHost({ calls, appId: Number(appId) }),
    conversation: githubConversation(calls),
    revisions: await openRevisions({ ...mirror, url: git }),
    proposalBranches: await openProposalBranches({ ...mirror, remote: { url: git } }),
  };
}

/** An embedded repository. @param git the bare repository itself */
export async function embeddedSource(database: Database, git: string): Promise<PullRequestSource> {
  const embedded = embeddedHost({
    store: database.pullRequestStore('environment'),
    branches: openProposedBranches(git),
    contents: openRepositoryContents(git),
    clock: systemClock,
    requiredChecks: Object.values(checkNames),
    reviewCheck: checkNames.reviews,
    onMerged: () => database.signals.notify(SignalTopic.ChangesSettled, 'environment'),
  });
  return {
    ...{ host: embedded, embedded, branch: 'main', conversation: undefined },
    revisions: { bring: () => Promise.resolve(git), close: () => Promise.resolve() },
    proposalBranches: await openProposalBranches({ directory: git, branch: 'main' }),
  };
}
