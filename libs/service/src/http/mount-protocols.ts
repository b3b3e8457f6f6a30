import type { Request, RequestHandler } from 'express';
import { UnauthenticatedError } from '@slipway/kernel';
import type { Mount } from '../service.ts';
import type { Tokens } from '../auth/tokens.ts';
import { exchangeOf } from './exchange.ts';

/** Finds out who calls. Wrong credentials are refused everywhere, except below a mount, which decides by itself. */
export function authenticate(tokens: Tokens, mounts: readonly Mount[]): RequestHandler {
  return (request, _response, next) => {
    try {
      exchangeOf(request).principal = tokens.authenticate(request.get('authorization'));
    } catch (error) {
      if (!(error instanceof UnauthenticatedError) || !mountOf(mounts, request)) throw error;
    }
    next();
  };
}

/** Hands requests below the prefix of a mount to it, with their URL as it came. */
export function dispatchMounts(mounts: readonly Mount[]): RequestHandler {
  return async (request, response, next) => {
    const mount = mountOf(mounts, request);
    if (!mount) {
      next();
      return;
    }
    const exchange = exchangeOf(request);
    exchange.route = mount.prefix;
    await mount.handle(request, response, exchange.principal);
  };
}

function mountOf(mounts: readonly Mount[], { path }: Request): Mount | undefined {
  return mounts.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
}
