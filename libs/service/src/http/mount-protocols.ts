import type { IncomingMessage, ServerResponse } from 'node:http';
import { UnauthenticatedError } from '@slipway/kernel';
import type { Tokens } from '../auth/tokens.ts';
import type { Principal } from '../principal.ts';
import type { Mount } from '../service.ts';
import { exchangeOf } from './exchange.ts';
import { answerWithProblem } from './problem.ts';

/** The mount below whose prefix the path of a request lies. A proxy may send the whole URL (RFC 9112, 3.2.2). */
export function mountOf(mounts: readonly Mount[], { url = '' }: IncomingMessage): Mount | undefined {
  const path = url.startsWith('/') ? url : (URL.parse(url)?.pathname ?? '');
  return mounts.find(({ prefix }) => {
    if (!path.startsWith(prefix)) return false;
    const next = path.charAt(prefix.length);
    return next === '' || next === '/' || next === '?';
  });
}

/** Answers by a mount, with the URL as it came. Unlike elsewhere wrong credentials are as good as none: it decides by itself. */
export async function answerByMount(
  mount: Mount,
  tokens: Tokens,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const exchange = exchangeOf(request);
  exchange.route = mount.prefix;
  try {
    exchange.principal = principalOf(tokens, request);
    await mount.handle(request, response, exchange.principal);
  } catch (error) {
    await answerWithProblem(error, request, response);
  }
}

function principalOf(tokens: Tokens, { headers }: IncomingMessage): Principal | undefined {
  try {
    return tokens.authenticate(headers.authorization);
  } catch (error) {
    if (!(error instanceof UnauthenticatedError)) throw error;
    return undefined;
  }
}
