import { repositoryOfUrl } from '@slipway/deliveries';
import { InvalidInputError, SlipwayError, UnavailableError, type Clock } from '@slipway/kernel';
import type { AppCredentials } from './client/app-credentials.ts';
import { GitHubClient } from './client/github-client.ts';
import { RepositoryCalls } from './host/repository-calls.ts';

export interface GitSignInOptions {
  readonly credentials: AppCredentials;
  readonly apiUrl: string;
  /** As git takes it, without credentials: `https://github.com/acme/environment.git`. */
  readonly repositoryUrl: string;
  readonly right: 'read' | 'write';
  readonly clock: Clock;
}

/**
 * What git signs in with over HTTPS as the App that is installed in the repository: to be asked for before each use, as a
 * token is good for an hour at most. It opens this one repository, and its contents alone. Without the installation or its
 * permission it is unavailable: people mend that on GitHub, and the next use succeeds.
 * @throws InvalidInputError at once for an address that is none of a repository on GitHub over HTTPS
 */
export function gitSignIn({
  credentials,
  apiUrl,
  repositoryUrl,
  right,
  clock,
}: GitSignInOptions): () => Promise<{ readonly username: string; readonly password: string }> {
  const [owner, name] = repositoryOfUrl(repositoryUrl)?.split('/') ?? [];
  if (owner === undefined || name === undefined || !/^https?:\/\//.test(repositoryUrl))
    throw new InvalidInputError(
      `an App does not open ${repositoryUrl}: expected an address such as https://github.com/acme/environment.git`,
    );
  const calls = new RepositoryCalls(new GitHubClient({ credentials, apiUrl, clock }), { owner, name });
  return async () => {
    try {
      return { username: 'x-access-token', password: await calls.contentsToken(right) };
    } catch (error) {
      if (!(error instanceof SlipwayError) || error instanceof UnavailableError) throw error;
      throw new UnavailableError(
        `the App ${credentials.appId} gets no token to ${right} ${owner}/${name}: slipway github check says why`,
        { cause: error },
      );
    }
  };
}
