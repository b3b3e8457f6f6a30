import { TooLargeError } from '@slipway/kernel';
import { checkModelName, invalidParameter, MlflowError, parseModelVersion } from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { versionNotFound } from '../models/model-refusals.ts';
import type { StreamExchange, StreamRoute } from '../protocol/mlflow-endpoint.ts';
import { safeFilePath, safePath } from './artifact-path.ts';
import { modelArtifactUri, placeBelow, runArtifactUri, shownPath } from './owned-artifacts.ts';
import { receiveArtifact } from './receive-artifact.ts';
import { sendArtifact } from './send-artifact.ts';

/** Bytes of an artifact that MLflow's web page uploads. */
const mostPageBytes = 10 * 1024 * 1024;

async function sendBelow(
  context: RegistryContext,
  exchange: StreamExchange,
  uri: string,
  path: string,
): Promise<void> {
  const place = await placeBelow(context, exchange.scope.team, uri, path);
  await sendArtifact(context, exchange, place, shownPath(uri, path));
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
function pathIn(query: URLSearchParams): string {
  const path = query.get('path');
  if (path === null) throw invalidParameter('Request must specify path.');
  return safePath(path);
}

const runArtifact: Omit<StreamRoute, 'method'> = {
  path: '/get-artifact',
  access: 'read',
  summary: 'Download an artifact of a run.',
  handle: async (context, exchange) => {
    const { query, scope } = exchange;
    const path = pathIn(query);
    const runId = [query.get('run_id'), query.get('run_uuid')].find((id) => id !== null && id !== '');
    await sendBelow(context, exchange, await runArtifactUri(context, scope.team, runId ?? undefined), path);
  },
};

const versionArtifact: Omit<StreamRoute, 'method'> = {
  path: '/model-versions/get-artifact',
  access: 'read',
  summary: 'Download a file of a version of a registered model.',
  handle: async (context, exchange) => {
    const { query, scope } = exchange;
    const path = pathIn(query);
    const name = query.get('name') ?? '';
    checkModelName(name);
    const version = parseModelVersion(query.get('version') ?? '');
    const found = await context.modelStore.findVersion(scope.team, name, version);
    if (!found) throw versionNotFound(name, version);
    await sendBelow(context, exchange, found.version.storageLocation ?? found.version.source, path);
  },
};

const modelArtifact: Omit<StreamRoute, 'method'> = {
  path: '/ajax-api/2.0/mlflow/logged-models/{model_id}/artifacts/files',
  access: 'read',
  summary: 'Download a file of a logged model.',
  handle: async (context, exchange) => {
    const given = exchange.query.get('artifact_file_path') ?? '';
    if (given === '')
      throw new MlflowError('BAD_REQUEST', 'Request must include the "artifact_file_path" query parameter.');
    const path = safePath(given);
    const uri = await modelArtifactUri(context, exchange.scope.team, exchange.path.model_id ?? '');
    await sendBelow(context, exchange, uri, path);
  },
};

const uploadFromPage: StreamRoute = {
  method: 'POST',
  path: '/ajax-api/2.0/mlflow/upload-artifact',
  access: 'write',
  summary: 'Upload a small artifact of a run.',
  handle: async (context, exchange) => {
    const { query, request, response, scope } = exchange;
    const runId = query.get('run_uuid') ?? '';
    if (runId === '') throw invalidParameter('Request must specify run_uuid.');
    const given = query.get('path') ?? '';
    if (given === '') throw invalidParameter('Request must specify path.');
    const path = safeFilePath(given);
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (encoding === undefined && Number(length ?? 0) === 0)
      throw invalidParameter('Request must specify data.');
    const uri = await runArtifactUri(context, scope.team, runId);
    try {
      await receiveArtifact(
        context,
        exchange,
        await placeBelow(context, scope.team, uri, path),
        mostPageBytes,
      );
    } catch (error) {
      if (!(error instanceof TooLargeError)) throw error;
      throw invalidParameter('Artifact size is too large. Max size is 10MB.');
    }
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 0 });
    response.end();
  },
};

const downloads = [runArtifact, versionArtifact, modelArtifact];

/** Bytes of artifacts by the run, the version or the logged model that they belong to, for MLflow's web page. */
export const ownedArtifactRoutes: readonly StreamRoute[] = [
  ...downloads.map((route) => ({ ...route, method: 'GET' as const })),
  ...downloads.map((route) => ({ ...route, method: 'HEAD' as const })),
  uploadFromPage,
];
