import { teamArtifactRoot } from '@slipway/registry';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createJsonBodies, defaultLimits, type Mount, type Principal } from '@slipway/service';
import type { RegistryContext } from '../context.ts';
import { answerError } from './answer-error.ts';
import { answerText } from './answer.ts';
import type { MlflowEndpoint, StreamRoute } from './mlflow-endpoint.ts';
import { readRequest } from './read-request.ts';
import { createRouter } from './router.ts';
import { scopeOf } from './scope.ts';

type Served =
  | { readonly method: string; readonly path: string; readonly endpoint: MlflowEndpoint }
  | { readonly method: string; readonly path: string; readonly stream: StreamRoute };

const roots = ['/api', '/ajax-api'];

/** Each endpoint below `/api` and, for MLflow's web page, `/ajax-api`. */
function servedBy(endpoints: readonly MlflowEndpoint[], streams: readonly StreamRoute[]): readonly Served[] {
  return [
    ...endpoints.flatMap((endpoint) =>
      roots.map((root) => ({
        method: endpoint.method,
        path: `${root}/${endpoint.version ?? '2.0'}${endpoint.path}`,
        endpoint,
      })),
    ),
    ...streams.map((stream) => ({ method: stream.method, path: stream.path, stream })),
  ];
}

/** A tracking URI may name the team: `https://<host>/teams/<team>`. */
const teamPrefix = /^\/teams\/([^/]+)(?=\/)/;

/**
 * MLflow's REST API, for the server of all services: at the root of the server, and the same below `/teams/<team>`.
 * Whoever calls without the right is told so in MLflow's words.
 */
export function mlflowMounts(
  context: RegistryContext,
  endpoints: readonly MlflowEndpoint[],
  streams: readonly StreamRoute[],
): readonly Mount[] {
  const find = createRouter(servedBy(endpoints, streams));
  const bodies = createJsonBodies(defaultLimits);

  const handle = async (
    request: IncomingMessage,
    response: ServerResponse,
    principal: Principal | undefined,
  ): Promise<void> => {
    try {
      const [target, search] = splitOnce(request.url ?? '', '?');
      const team = teamPrefix.exec(target);
      const found = find(request.method ?? '', team ? target.slice(team[0].length) : target);
      if (found.kind !== 'found') {
        answerNoRoute(
          response,
          found.kind === 'no-path' ? 404 : 405,
          found.kind === 'no-path' ? [] : found.allowed,
        );
        return;
      }
      const { route, parameters } = found;
      const query = new URLSearchParams(search);
      const { access } = 'endpoint' in route ? route.endpoint : route.stream;
      const scope = scopeOf({
        incoming: request,
        principal,
        team: team?.[1],
        openTeam: context.openTeam,
        access,
        traceparent: String(response.getHeader('Traceparent') ?? ''),
      });
      if (access !== 'public') {
        const artifactRoot = teamArtifactRoot(context, scope.team);
        await context.trackingStore.openTeam(scope.team, artifactRoot, context.clock.now().getTime());
      }
      if ('stream' in route) {
        await route.stream.handle(context, { request, response, path: parameters, query, scope });
        return;
      }
      const { endpoint } = route;
      const read = await readRequest(endpoint, request, response, query, bodies);
      const answer = await endpoint.handle(context, {
        ...read,
        request: read.request as never,
        path: parameters,
        scope,
      });
      const body = answerText(answer);
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
      });
      response.end(body);
    } catch (error) {
      answerError(response, error, context.logger);
    }
  };
  const prefixes = [
    ...new Set(['/api', '/ajax-api', '/teams', ...streams.map(({ path }) => `/${path.split('/')[1] ?? ''}`)]),
  ];
  return prefixes.map((prefix) => ({ prefix, handle }));
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** MLflow answers these as web pages, and its clients look at the status alone. */
function answerNoRoute(response: ServerResponse, status: 404 | 405, allowed: readonly string[]): void {
  const title = status === 404 ? 'Not Found' : 'Method Not Allowed';
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    ...(allowed.length > 0 ? { Allow: allowed.join(', ') } : {}),
  });
  response.end(
    `<!doctype html>\n<html lang=en>\n<title>${String(status)} ${title}</title>\n<h1>${title}</h1>\n`,
  );
}
