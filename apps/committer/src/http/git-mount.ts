import { serveGit } from '@slipway/git';
import { UnauthenticatedError } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import type { Grant, Mount, Principal } from '@slipway/service';

const prefix = '/git';

export interface GitMountOptions {
  readonly directory: string;
  /** The repository is served as `/git/<repository>.git`. */
  readonly repository: string;
  readonly logger: Logger;
  /** Called after each push of somebody else. */
  readonly onReceived: () => void;
}

/** It holds the manifests of all teams: whoever is of one team alone sees them through the API. */
const readers: readonly Grant['role'][] = ['admin', 'agent', 'git-reader', 'git-writer'];
const writers: readonly Grant['role'][] = ['git-writer'];

/** The environment repository over smart HTTP, for agents, reconcilers and people with any git client. */
export function gitMount({ directory, repository, logger, onReceived }: GitMountOptions): Mount {
  const serve = serveGit({ directory, name: `${repository}.git`, logger, onReceived });
  return {
    prefix,
    handle: async (request, response, principal) => {
      if (!principal) {
        response.setHeader('WWW-Authenticate', 'Basic realm="slipway"');
        throw new UnauthenticatedError('git needs a token: any user name, and the token as the password');
      }
      await serve(request, response, {
        url: (request.url ?? '').slice(prefix.length),
        access: { read: has(principal, readers), write: has(principal, writers) },
        user: principal.name,
      });
    },
  };
}

function has({ grants }: Principal, roles: readonly Grant['role'][]): boolean {
  return grants.some(({ role }) => roles.includes(role));
}
