import type { Logger } from '@slipway/ports';
import type { EmbeddedHost } from '../embedded-host/embedded-host.ts';
import { checkPullRequest, type PullRequestDeps } from './check-pull-request.ts';

/**
 * Checks pull requests of the embedded host that are new, have changed or were reviewed. One that fails holds up no others.
 * @returns whether it has checked some
 */
export async function checkOpenOnes(
  deps: PullRequestDeps & { readonly logger: Logger },
  embedded: EmbeddedHost,
  over: AbortSignal,
): Promise<boolean> {
  let hasChecked = false;
  for (const { number } of await embedded.unchecked()) {
    if (over.aborted) break;
    try {
      await checkPullRequest(deps, number);
      hasChecked = true;
    } catch (error) {
      deps.logger.warn('a pull request could not be checked, and is looked at again', { error, number });
    }
  }
  return hasChecked;
}
