import { InvalidInputError } from '@slipway/kernel';
import type { GitHost } from '@slipway/ports';
import QuickLRU from 'quick-lru';
import type { GitHubClient } from '../client/github-client.ts';
import { githubHost } from './github-host.ts';
import { RepositoryCalls, type RepositoryName } from './repository-calls.ts';

/** Repositories whose installation is remembered. What they have answered is kept by the client, for all of them together. */
const mostHosts = 300;

/** @throws InvalidInputError for what is not `owner/name` */
export function repositoryName(fullName: string): RepositoryName {
  const [, owner, name] = /^([\w-]+)\/([\w.-]+)$/.exec(fullName) ?? [];
  if (owner === undefined || name === undefined || /^\.+$/.test(name))
    throw new InvalidInputError(`${JSON.stringify(fullName)} is no repository of GitHub: write owner/name`);
  return { owner, name };
}

/**
 * The repositories on GitHub where the App is installed, each by its `owner/name`; calls of one where it is not fail with
 * NotFoundError.
 * @param deployClient signs in as another App, for commit statuses and deployments
 */
export function githubHosts(
  client: GitHubClient,
  appId: number,
  deployClient = client,
): (fullName: string) => GitHost {
  const hosts = new QuickLRU<string, GitHost>({ maxSize: mostHosts });
  return (fullName) => {
    const key = fullName.toLowerCase();
    const known = hosts.get(key);
    if (known) return known;
    const name = repositoryName(fullName);
    const calls = new RepositoryCalls(client, name);
    const deployCalls = deployClient === client ? calls : new RepositoryCalls(deployClient, name);
    const host = githubHost({ calls, deployCalls, appId });
    hosts.set(key, host);
    return host;
  };
}
