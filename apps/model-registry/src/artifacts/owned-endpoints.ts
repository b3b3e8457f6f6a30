import { invalidParameter, proxiedPath } from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { isInteger, isText, required } from '../protocol/checks.ts';
import { int64, message, text } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { runIdChecks, runIdFields, runIdOf } from '../tracking/run-id.ts';
import { safePath } from './artifact-path.ts';
import { mostSignedSeconds } from './artifact-settings.ts';
import { listFolder } from './list-folder.ts';
import { modelArtifactUri, placeBelow, runArtifactUri } from './owned-artifacts.ts';
import { supported } from './unsupported.ts';

const defaultUploadSeconds = 900;

async function listBelow(
  context: RegistryContext,
  team: string,
  uri: string,
  { path, pageToken }: { readonly path: string; readonly pageToken: string | undefined },
): Promise<object> {
  const place = await placeBelow(context, team, uri, path);
  const { files, next } = await listFolder(place, path, pageToken === '' ? undefined : pageToken);
  return { root_uri: uri, files, next_page_token: next };
}

const listRunArtifacts = mlflowEndpoint({
  method: 'GET',
  path: '/mlflow/artifacts/list',
  access: 'read',
  summary: 'List the artifacts of a run, or of a folder of them.',
  request: message({ ...runIdFields, path: text(), page_token: text() }),
  checks: { ...runIdChecks, path: [isText], page_token: [isText] },
  handle: async (context, { request, scope: { team } }) => {
    const path = safePath(request.path ?? '');
    const uri = await runArtifactUri(context, team, runIdOf(request));
    return listBelow(context, team, uri, { path, pageToken: request.page_token });
  },
});

const listModelArtifacts = mlflowEndpoint({
  method: 'GET',
  path: '/mlflow/logged-models/{model_id}/artifacts/directories',
  access: 'read',
  summary: 'List the files of a logged model, or of a folder of them.',
  request: message({ artifact_directory_path: text(), page_token: text() }),
  checks: { artifact_directory_path: [isText] },
  handle: async (context, { request, path: { model_id: modelId = '' }, scope: { team } }) => {
    const path = safePath(request.artifact_directory_path ?? '');
    const uri = await modelArtifactUri(context, team, modelId);
    return listBelow(context, team, uri, { path, pageToken: request.page_token });
  },
});

/** @throws MlflowError when the URI is one that the server itself stands before */
function checkDirect(uri: string, what: string, whose: string, needed: string): void {
  if (proxiedPath(uri) === undefined) return;
  const scheme = uri.slice(0, uri.indexOf(':')).toLowerCase();
  throw invalidParameter(
    `${what} is not supported for ${whose} artifact storage (artifact URI scheme: ${scheme}). ` +
      `This endpoint requires a ${needed} cloud storage artifact URI.`,
  );
}

const signUpload = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/artifacts/presigned-upload-url',
  access: 'write',
  summary:
    'Get a request by which an artifact of a run or a logged model can be uploaded to its store directly.',
  request: message({ run_id: text(), model_id: text(), path: text(), expiration: int64() }),
  checks: { run_id: [isText], model_id: [isText], path: [required, isText], expiration: [isInteger] },
  handle: async (context, { request, scope: { team } }) => {
    const { run_id: runId = '', model_id: modelId = '', expiration = defaultUploadSeconds } = request;
    if ((runId === '') === (modelId === ''))
      throw invalidParameter('Exactly one of run_id and model_id must be provided.');
    const path = safePath(request.path ?? '');
    checkExpiration(expiration);
    const uri =
      runId === ''
        ? await modelArtifactUri(context, team, modelId)
        : await runArtifactUri(context, team, runId);
    checkDirect(uri, 'Presigned upload', 'proxied', 'direct');
    const { store, key } = await placeBelow(context, team, uri, path);
    const { url, headers } = await supported(store.signing, 'Presigned upload').sign('put', key, expiration);
    return { presigned_url: url, headers };
  },
});

const signDownload = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/artifacts/presigned-download-url',
  access: 'read',
  summary: 'Get a request by which an artifact of a run can be downloaded from its store directly.',
  request: message({ run_id: text(), path: text(), expiration: int64() }),
  checks: { run_id: [required, isText], path: [required, isText], expiration: [isInteger] },
  handle: async (context, { request, scope: { team } }) => {
    const path = safePath(request.path ?? '');
    const seconds = request.expiration ?? context.artifactSettings.downloadSeconds;
    checkExpiration(seconds);
    const uri = await runArtifactUri(context, team, request.run_id);
    checkDirect(uri, 'Presigned download', 'runs with proxied', 'run with a direct');
    const { store, key } = await placeBelow(context, team, uri, path);
    const signing = supported(store.signing, 'Presigned download');
    const { bytes } = await store.stat(key);
    const { url, headers } = await signing.sign('get', key, seconds);
    return { presigned_url: url, headers, file_size: bytes };
  },
});

function checkExpiration(seconds: number): void {
  if (seconds < 1 || seconds > mostSignedSeconds)
    throw invalidParameter(
      `expiration must be between 1 and ${String(mostSignedSeconds)} seconds (got ${String(seconds)}).`,
    );
}

/** What MLflow's clients ask of artifacts by the run or the logged model that they belong to. */
export const ownedArtifactEndpoints: readonly MlflowEndpoint[] = [
  listRunArtifacts,
  listModelArtifacts,
  signUpload,
  signDownload,
];
