import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hasGo, startS3Server, type ObjectServer } from '@slipway/artifacts/testing';
import { startRegistry, type RegistryHarness } from '../testing/registry-harness.ts';

/** The first time the server is built, which takes minutes. */
const building = 900_000;
const partBytes = 5_242_880;

const describeWithGo = hasGo ? describe : describe.skip;

let store: ObjectServer;
beforeAll(async () => {
  if (hasGo) store = await startS3Server();
}, building);
afterAll(async () => {
  if (hasGo) await store.stop();
});

interface Upload {
  readonly upload_id: string;
  readonly credentials: readonly { readonly url: string; readonly part_number: number }[];
}

describeWithGo('a bucket behind the server', () => {
  let registry: RegistryHarness;
  beforeAll(async () => {
    registry = await startRegistry({
      artifactsDestination: `${await store.newBucket()}/artifacts`,
      env: store.env,
      tokens: { away: [{ role: 'contributor', team: 'away' }] },
    });
  });
  afterAll(() => registry.stop());
  const proxied = '/api/2.0/mlflow-artifacts';

  it('takes artifacts through the server, and keeps teams apart', async () => {
    const artifact = `${registry.url}${proxied}/artifacts/0/a.txt`;
    const away = { headers: { authorization: 'Bearer away' } };
    expect((await fetch(artifact, { method: 'PUT', body: 'hello' })).status).toBe(200);
    expect((await fetch(artifact, away)).status).toBe(404);
    expect((await fetch(artifact, { method: 'PUT', body: 'others', ...away })).status).toBe(200);
    expect(await (await fetch(artifact)).text()).toBe('hello');
    expect((await registry.call('GET', `${proxied}/artifacts`, { path: '' })).body).toEqual({
      files: [{ path: '0', is_dir: true }],
    });
  });

  it('takes artifacts in parts past the server, and gives them so', async () => {
    expect((await registry.call('GET', '/api/3.0/mlflow/server-info')).body).toMatchObject({
      multipart_uploads_enabled: true,
      multipart_downloads_enabled: true,
    });
    const file = { path: '/home/somebody/big.bin' };
    const created = await registry.call('POST', `${proxied}/mpu/create/0/run`, { ...file, num_parts: 2 });
    const { upload_id, credentials } = created.body as Upload;
    const parts = await Promise.all(
      credentials.map(async ({ url, part_number }) => {
        const body = Buffer.alloc(part_number === 1 ? partBytes : 3, part_number);
        const sent = await fetch(url, { method: 'PUT', body });
        return { part_number, etag: sent.headers.get('etag'), url };
      }),
    );
    expect(parts.map(({ part_number }) => part_number)).toEqual([1, 2]);
    const complete = { ...file, upload_id, parts };
    expect(await registry.call('POST', `${proxied}/mpu/complete/0/run`, complete)).toEqual({
      status: 200,
      body: {},
    });
    const { body } = await registry.call('GET', `${proxied}/presigned/0/run/big.bin`);
    const { url, file_size } = body as { url: string; file_size: number };
    expect(file_size).toBe(partBytes + 3);
    const range = { range: `bytes=${String(partBytes - 1)}-${String(partBytes)}` };
    expect([...(await (await fetch(url, { headers: range })).bytes())]).toEqual([1, 2]);
  });
});

describeWithGo('a bucket that clients write to themselves', () => {
  let registry: RegistryHarness;
  beforeAll(async () => {
    registry = await startRegistry({ artifactRoot: `${await store.newBucket()}/root`, env: store.env });
  });
  afterAll(() => registry.stop());

  it('is signed for by the server, which lists it', async () => {
    const { body } = await registry.call('POST', 'runs/create', { experiment_id: '0' });
    const { run_id: run, artifact_uri: uri } = (
      body as { run: { info: { run_id: string; artifact_uri: string } } }
    ).run.info;
    const signed = async (way: string): Promise<string> => {
      const answer = await registry.call('POST', `artifacts/presigned-${way}-url`, {
        run_id: run,
        path: 'a b',
      });
      return (answer.body as { presigned_url: string }).presigned_url;
    };
    expect((await fetch(await signed('upload'), { method: 'PUT', body: 'hello' })).ok).toBe(true);
    expect(await (await fetch(await signed('download'))).text()).toBe('hello');
    expect((await registry.call('GET', 'artifacts/list', { run_id: run })).body).toEqual({
      root_uri: uri,
      files: [{ path: 'a b', is_dir: false, file_size: 5 }],
    });
    const query = String(new URLSearchParams({ run_id: run, path: 'a b' }));
    expect(await (await fetch(`${registry.url}/get-artifact?${query}`)).text()).toBe('hello');
  });
});
