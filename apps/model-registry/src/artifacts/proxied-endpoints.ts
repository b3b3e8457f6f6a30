import { invalidParameter } from '@slipway/registry';
import { isInteger, isText, required } from '../protocol/checks.ts';
import { int64, list, message, text } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { safeFilePath, safePath } from './artifact-path.ts';
import { listFolder } from './list-folder.ts';
import { supported } from './unsupported.ts';

/** Seconds in which the parts of an upload have to arrive, as MLflow's clients expect. */
const partSeconds = 3600;

const listArtifacts = mlflowEndpoint({
  method: 'GET',
  path: '/mlflow-artifacts/artifacts',
  access: 'read',
  summary: 'List the artifacts of a folder.',
  request: message({ path: text() }),
  handle: async ({ artifacts }, { request, scope: { team } }) => {
    const { files, next } = await listFolder(artifacts.proxied(team, safePath(request.path ?? '')), '');
    if (next !== undefined)
      throw invalidParameter(`The folder holds more artifacts than one answer can: ${String(files.length)}.`);
    return { files };
  },
});

const deleteArtifacts = mlflowEndpoint({
  method: 'DELETE',
  path: '/mlflow-artifacts/artifacts/{path*}',
  access: 'write',
  summary: 'Delete an artifact, or a folder with all that lies in it.',
  request: message({}),
  handle: async ({ artifacts }, { path, scope: { team } }) => {
    const artifact = safePath(path.path ?? '');
    if (artifact === '') throw invalidParameter('Invalid path');
    const { store, key } = artifacts.proxied(team, artifact);
    await store.delete(key);
    await store.deleteAll(key);
    return {};
  },
});

/** An upload in parts names a folder by its URL, and the file by its path on the client's machine. */
function uploadPath(folder: string | undefined, file: string | undefined): string {
  const name = file?.split(/[/\\]/).at(-1) ?? '';
  return safeFilePath(`${safePath(folder ?? '')}/${name}`.replace(/^\//, ''));
}

const createUpload = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow-artifacts/mpu/create/{path*}',
  access: 'write',
  summary: 'Begin an upload in parts, which go to the store directly.',
  request: message({ path: text(), num_parts: int64() }),
  checks: { path: [required, isText], num_parts: [isInteger] },
  handle: async ({ artifacts }, { request, path, scope: { team } }) => {
    const { store, key } = artifacts.proxied(team, uploadPath(path.path, request.path));
    const multipart = supported(store.multipart, 'Multipart upload');
    const { uploadId, requests } = await multipart.begin(key, request.num_parts ?? 0, partSeconds);
    const credentials = requests.map(({ url, headers }, index) => ({ url, part_number: index + 1, headers }));
    return { upload_id: uploadId === '' ? undefined : uploadId, credentials };
  },
});

const completeUpload = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow-artifacts/mpu/complete/{path*}',
  access: 'write',
  summary: 'Make the parts of an upload an artifact.',
  request: message({
    path: text(),
    upload_id: text(),
    parts: list(message({ part_number: int64(), etag: text(), url: text() })),
  }),
  checks: { path: [required, isText], upload_id: [isText], parts: [required] },
  handle: async ({ artifacts }, { request, path, scope: { team } }) => {
    const { store, key } = artifacts.proxied(team, uploadPath(path.path, request.path));
    const multipart = supported(store.multipart, 'Multipart upload');
    const parts = request.parts.map(({ part_number: number = 0, etag = '', url = '' }) => ({
      number,
      etag,
      url,
    }));
    await multipart.complete(key, request.upload_id ?? '', parts);
    return {};
  },
});

const abortUpload = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow-artifacts/mpu/abort/{path*}',
  access: 'write',
  summary: 'Drop the parts of an upload.',
  request: message({ path: text(), upload_id: text() }),
  checks: { path: [required, isText], upload_id: [isText] },
  handle: async ({ artifacts }, { request, path, scope: { team } }) => {
    const { store, key } = artifacts.proxied(team, uploadPath(path.path, request.path));
    await supported(store.multipart, 'Multipart upload').abort(key, request.upload_id ?? '');
    return {};
  },
});

const signDownload = mlflowEndpoint({
  method: 'GET',
  path: '/mlflow-artifacts/presigned/{path*}',
  access: 'read',
  summary: 'Get a request by which an artifact can be downloaded from the store directly.',
  request: message({}),
  handle: async ({ artifacts, artifactSettings }, { path, scope: { team } }) => {
    const { store, key } = artifacts.proxied(team, safePath(path.path ?? ''));
    const signing = supported(store.signing, 'Multipart download');
    const { bytes } = await store.stat(key);
    const { url, headers } = await signing.sign('get', key, artifactSettings.downloadSeconds);
    return { url, headers, file_size: bytes };
  },
});

/** What MLflow's clients ask of the server for artifacts at `mlflow-artifacts:/` besides their bytes. */
export const proxiedEndpoints: readonly MlflowEndpoint[] = [
  listArtifacts,
  deleteArtifacts,
  createUpload,
  completeUpload,
  abortUpload,
  signDownload,
];
