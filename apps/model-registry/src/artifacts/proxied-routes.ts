import type { StreamRoute } from '../protocol/mlflow-endpoint.ts';
import { safeFilePath, safePath } from './artifact-path.ts';
import { digestField } from './digest-fields.ts';
import { receiveArtifact } from './receive-artifact.ts';
import { sendArtifact } from './send-artifact.ts';

const roots = ['/api/2.0', '/ajax-api/2.0'];
const path = '/mlflow-artifacts/artifacts/{path*}';

const download: Omit<StreamRoute, 'method' | 'path'> = {
  access: 'read',
  summary: 'Download an artifact, or a range of it.',
  handle: async (context, exchange) => {
    const artifact = safePath(exchange.path.path ?? '');
    await sendArtifact(context, exchange, context.artifacts.proxied(exchange.scope.team, artifact), artifact);
  },
};

const upload: Omit<StreamRoute, 'method' | 'path'> = {
  access: 'write',
  summary: 'Upload an artifact.',
  handle: async (context, exchange) => {
    const artifact = safeFilePath(exchange.path.path ?? '');
    const place = context.artifacts.proxied(exchange.scope.team, artifact);
    const { sha256 } = await receiveArtifact(context, exchange, place);
    exchange.response.writeHead(200, { 'Content-Length': 0, 'Repr-Digest': digestField(sha256) });
    exchange.response.end();
  },
};

/** The bytes of artifacts that lie behind the server: `mlflow-artifacts:/`. */
export const proxiedRoutes: readonly StreamRoute[] = roots.flatMap((root) => [
  { ...download, method: 'GET', path: `${root}${path}` },
  { ...download, method: 'HEAD', path: `${root}${path}` },
  { ...upload, method: 'PUT', path: `${root}${path}` },
]);
