import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRegistry, type RegistryHarness } from '../testing/registry-harness.ts';

let registry: RegistryHarness;
let run: string;
beforeAll(async () => {
  registry = await startRegistry();
  const { body } = await registry.call('POST', 'runs/create', { experiment_id: '0' });
  run = (body as { run: { info: { run_id: string } } }).run.info.run_id;
});
afterAll(() => registry.stop());

const get = (path: string, query: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(`${registry.url}${path}?${String(new URLSearchParams(query))}`);
const upload = (query: Readonly<Record<string, string>>, body = ''): Promise<Response> =>
  fetch(`${registry.url}/ajax-api/2.0/mlflow/upload-artifact?${String(new URLSearchParams(query))}`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json' },
  });
const refusal = async (answer: Promise<Response>): Promise<readonly unknown[]> => {
  const response = await answer;
  const { error_code: code, message } = (await response.json()) as Record<string, unknown>;
  return [response.status, code, message];
};
const invalid = (message: string): readonly unknown[] => [400, 'INVALID_PARAMETER_VALUE', message];
const missing = (message: string): readonly unknown[] => [404, 'RESOURCE_DOES_NOT_EXIST', message];

describe('artifacts of a run', () => {
  it('are uploaded, listed and downloaded by the page', async () => {
    const stored = await upload({ run_uuid: run, path: 'd/e.json' }, 'hello');
    expect([stored.status, await stored.text()]).toEqual([200, '']);
    const root = `mlflow-artifacts:/0/${run}/artifacts`;
    expect((await registry.call('GET', 'artifacts/list', { run_id: run })).body).toEqual({
      root_uri: root,
      files: [{ path: 'd', is_dir: true }],
    });
    expect((await registry.call('GET', 'artifacts/list', { run_uuid: run, path: 'd/' })).body).toEqual({
      root_uri: root,
      files: [{ path: 'd/e.json', is_dir: false, file_size: 5 }],
    });
    const found = await get('/get-artifact', { run_id: run, path: 'd/e.json' });
    expect([found.headers.get('content-type'), await found.text()]).toEqual(['text/plain', 'hello']);
    expect((await get('/get-artifact', { run_uuid: run, path: 'd/e.json' })).status).toBe(200);
  });

  it('are refused in MLflow’s words', async () => {
    const shown = `0/${run}/artifacts`;
    expect(await refusal(get('/get-artifact', { run_id: run, path: 'd' }))).toEqual(
      invalid(`Artifact path refers to a directory, not a file: '${shown}/d'`),
    );
    expect(await refusal(get('/get-artifact', { run_id: run, path: 'none' }))).toEqual(
      missing(`No such artifact: '${shown}/none'`),
    );
    expect(await refusal(get('/get-artifact', { path: 'a' }))).toEqual(missing('Run with id=None not found'));
    expect(await refusal(get('/get-artifact', { run_id: 'x', path: '../a' }))).toEqual(
      invalid('Invalid path'),
    );
    expect(await refusal(upload({}))).toEqual(invalid('Request must specify run_uuid.'));
    expect(await refusal(upload({ run_uuid: run }))).toEqual(invalid('Request must specify path.'));
    expect(await refusal(upload({ run_uuid: run, path: 'a' }))).toEqual(
      invalid('Request must specify data.'),
    );
    expect(await refusal(upload({ run_uuid: 'x', path: 'a' }, 'x'))).toEqual(
      missing('Run with id=x not found'),
    );
    expect(await refusal(upload({ run_uuid: run, path: 'a' }, 'x'.repeat(10_485_761)))).toEqual(
      invalid('Artifact size is too large. Max size is 10MB.'),
    );
    expect((await registry.call('GET', 'artifacts/list', { run_id: 'none' })).body).toMatchObject({
      message: 'Run with id=none not found',
    });
  });

  it('are never signed for by a server that stands before them', async () => {
    const cases = [
      ['presigned-upload-url', { path: 'f' }, 'Exactly one of run_id and model_id must be provided.'],
      [
        'presigned-upload-url',
        { run_id: run, path: 'f' },
        'Presigned upload is not supported for proxied artifact storage (artifact URI scheme: mlflow-artifacts). This endpoint requires a direct cloud storage artifact URI.',
      ],
      [
        'presigned-download-url',
        { run_id: run, path: 'f', expiration: 0 },
        'expiration must be between 1 and 604800 seconds (got 0).',
      ],
      [
        'presigned-download-url',
        { run_id: run, path: 'f' },
        'Presigned download is not supported for runs with proxied artifact storage (artifact URI scheme: mlflow-artifacts). This endpoint requires a run with a direct cloud storage artifact URI.',
      ],
    ] as const;
    for (const [path, content, message] of cases)
      expect(await registry.call('POST', `artifacts/${path}`, content)).toMatchObject({
        status: 400,
        body: { error_code: 'INVALID_PARAMETER_VALUE', message },
      });
  });
});

describe('a directory behind the server', () => {
  it('takes no parts and signs nothing, as the server says beforehand', async () => {
    expect((await registry.call('GET', '/api/3.0/mlflow/server-info')).body).toMatchObject({
      multipart_uploads_enabled: false,
      multipart_downloads_enabled: false,
    });
    const proxied = '/api/2.0/mlflow-artifacts';
    for (const [method, path, content, message] of [
      ['POST', 'mpu/create/x', { path: 'f', num_parts: 2 }, 'Multipart upload'],
      [
        'POST',
        'mpu/complete/x',
        { path: 'f', upload_id: 'u', parts: [{ part_number: 1 }] },
        'Multipart upload',
      ],
      ['POST', 'mpu/abort/x', { path: 'f', upload_id: 'u' }, 'Multipart upload'],
      ['GET', 'presigned/x', {}, 'Multipart download'],
    ] as const)
      expect(await registry.call(method, `${proxied}/${path}`, content)).toMatchObject({
        status: 501,
        body: {
          error_code: 'NOT_IMPLEMENTED',
          message: `${message} is not supported for the current artifact repository`,
        },
      });
  });
});

describe('files of a logged model', () => {
  it('are listed and downloaded, by the versions made from it too', async () => {
    const { body } = await registry.call('POST', 'logged-models', { experiment_id: '0', name: 'net' });
    const { model_id: model, artifact_uri: uri } = (
      body as { model: { info: { model_id: string; artifact_uri: string } } }
    ).model.info;
    const place = uri.replace('mlflow-artifacts:/', '');
    await fetch(`${registry.url}/api/2.0/mlflow-artifacts/artifacts/${place}/data/w.bin`, {
      method: 'PUT',
      body: 'weights',
    });
    const listing = `logged-models/${model}/artifacts/directories`;
    expect((await registry.call('GET', listing)).body).toEqual({
      root_uri: uri,
      files: [{ path: 'data', is_dir: true }],
    });
    expect((await registry.call('GET', listing, { artifact_directory_path: 'data' })).body).toMatchObject({
      files: [{ path: 'data/w.bin', is_dir: false, file_size: 7 }],
    });
    const files = `/ajax-api/2.0/mlflow/logged-models/${model}/artifacts/files`;
    expect(await (await get(files, { artifact_file_path: 'data/w.bin' })).text()).toBe('weights');
    expect(await refusal(get(files, {}))).toEqual([
      400,
      'BAD_REQUEST',
      'Request must include the "artifact_file_path" query parameter.',
    ]);
    await registry.call('POST', 'registered-models/create', { name: 'net' });
    await registry.call('POST', 'model-versions/create', { name: 'net', source: uri, model_id: model });
    const version = { name: 'net', version: '1', path: 'data/w.bin' };
    expect(await (await get('/model-versions/get-artifact', version)).text()).toBe('weights');
    expect(await refusal(get('/model-versions/get-artifact', { ...version, version: '2' }))).toEqual(
      missing('Model Version (name=net, version=2) not found'),
    );
  });

  it('of a model that is not there are not found', async () => {
    const notFound = "Logged model with ID 'm-1' not found.";
    expect((await registry.call('GET', 'logged-models/m-1/artifacts/directories')).body).toMatchObject({
      message: notFound,
    });
    const files = '/ajax-api/2.0/mlflow/logged-models/m-1/artifacts/files';
    expect(await refusal(get(files, { artifact_file_path: 'a' }))).toEqual(missing(notFound));
  });
});
