import type { RequestHandler } from 'express';
import { NotFoundError } from '@slipway/kernel';
import type { Route } from '../service.ts';
import { MethodNotAllowedError } from './http-errors.ts';

/** Last in the row: nothing else has answered. */
export function refuseUnknown(routes: readonly Route[]): RequestHandler {
  const known = new Map<string, Set<string>>();
  for (const { endpoint } of routes) {
    const methods = known.get(endpoint.path) ?? new Set();
    known.set(endpoint.path, methods.add(endpoint.method.toUpperCase()));
  }
  const patterns = [...known].map(([path, methods]) => ({ pattern: pathPattern(path), methods }));
  return (request, response) => {
    const other = patterns.find(({ pattern }) => pattern.test(request.path));
    if (!other) throw new NotFoundError(`there is nothing at this path: the API is listed at /openapi.json`);
    const allowed = [...other.methods].join(', ');
    response.set('Allow', allowed);
    throw new MethodNotAllowedError(`this path takes ${allowed}, not ${request.method}`);
  };
}

function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}
