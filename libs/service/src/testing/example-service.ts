import { endpoint, none, type Endpoint } from '@slipway/contracts';
import type { Logger, Metrics } from '@slipway/ports';
import { z } from 'zod';
import { hashToken, tokensOf, type Tokens } from '../auth/tokens.ts';
import type { Grant } from '../principal.ts';
import { route, type Handler, type Mount, type Route, type Service } from '../service.ts';

/** A service of these routes that is always ready. */
export function serviceOf(
  routes: readonly Route[],
  parts: { readonly mounts?: readonly Mount[]; readonly name?: string } = {},
): Service {
  return {
    name: parts.name ?? 'example',
    routes,
    mounts: parts.mounts ?? [],
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    checkReady: () => Promise.resolve(),
  };
}

/** Tokens by the name of their principal: the token of `alice` is `alice`. */
export function tokensFor(grants: Readonly<Record<string, readonly Grant[]>>): Tokens {
  return tokensOf(
    Object.entries(grants).map(([name, list]) => ({ name, sha256: hashToken(name), grants: list })),
  );
}

export const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

/** A route that anybody may call: `POST /echo` with any JSON. */
export const echo = endpoint({
  id: 'echo',
  method: 'post',
  path: '/echo',
  summary: 'Gives back what it gets.',
  access: 'public',
  params: none,
  query: none,
  body: z.looseObject({ text: z.string().max(10).optional(), kind: z.enum(['a', 'b']).optional() }),
  status: 200,
  response: z.looseObject({}),
});

export const echoRoute = route(echo, ({ body }) => Promise.resolve(body));

/** A public GET endpoint with an answer by this handler. */
export function answering<E extends Partial<Endpoint>>(
  path: string,
  extra: E,
  handler: Handler<Endpoint & E>,
): Route {
  const base = {
    id: 'example',
    method: 'get',
    path,
    summary: 'Example.',
    access: 'public',
    params: none,
    query: none,
    status: 200,
    response: z.unknown(),
  } as const;
  return route({ ...base, ...extra }, handler);
}

/** Keeps what was logged, for expectations. */
export function recordingLogger(): {
  readonly logger: Logger;
  readonly lines: { level: string; message: string; fields: Readonly<Record<string, unknown>> }[];
} {
  const lines: { level: string; message: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const make = (inherited: Readonly<Record<string, unknown>>): Logger => {
    const write =
      (level: string) =>
      (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
        lines.push({ level, message, fields: { ...inherited, ...fields } });
      };
    return {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      child: (fields) => make({ ...inherited, ...fields }),
    };
  };
  return { logger: make({}), lines };
}

export function recordingMetrics(): {
  readonly metrics: Metrics;
  readonly observed: { name: string; labels: unknown }[];
} {
  const observed: { name: string; labels: unknown }[] = [];
  const metrics: Metrics = {
    count: () => undefined,
    observe: (name, _seconds, labels) => {
      observed.push({ name, labels });
    },
    gauge: () => undefined,
    expose: () => Promise.resolve('example_metric 1\n'),
  };
  return { metrics, observed };
}

/** Resolves when the condition holds; fails after 5 s. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('the condition did not come true within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
