import { serveGit } from '@slipway/git';
import { UnauthenticatedError } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import { canReadRepository, canWriteRepository, type Mount, type Principal } from '@slipway/service';

const prefix = '/git';

export interface GitMountOptions {
  readonly directory: string;
  /** The repository is served as `/git/<repository>.git`. */
  readonly repository: string;
  readonly logger: Logger;
  /** Called after each push of somebody else. */
  readonly onReceived: () => void;
}

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
        access: {
          read: canReadRepository(principal) || isAgent(principal),
          write: canWriteRepository(principal),
        },
        user: principal.name,
      });
    },
  };
}

/** Of whatever cluster: its part of the repository alone would be a repository of its own. */
const isAgent = ({ grants }: Principal): boolean => grants.some(({ role }) => role === 'agent');
