import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InvalidInputError, systemRandom } from '@slipway/kernel';
import { signDelivery } from '@slipway/webhook-delivery';
import { openSecret, sealSecret } from './secret-box.ts';
import { webhookKeyFile, webhookKeyIn } from './webhook-key.ts';
import { readWebhookSettings } from './webhook-settings.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'slipway-webhooks-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('the signature of a delivery', () => {
  it("is the one that MLflow's own verification computes", () => {
    // hmac.new(b"my-secret", b"d290f1ee.1764072000.{\"a\": 1}", "sha256") in base 64.
    const delivery = { id: 'd290f1ee', timestamp: 1_764_072_000, body: '{"a": 1}' };
    expect(signDelivery('my-secret', delivery)).toBe('v1,QhgEk3p/ijKbwqtF9k+IbLodgoiRpmv1ciRV/ZpBg6c=');
  });
});

describe('a sealed secret', () => {
  const key = new Uint8Array(32).fill(7);
  const owner = { key, webhookId: 'one' };

  it('opens with the same key for the same webhook only, and never looks the same twice', () => {
    const sealed = sealSecret(owner, 'gëheim', systemRandom);
    expect(openSecret(owner, sealed)).toBe('gëheim');
    expect(openSecret({ ...owner, webhookId: 'two' }, sealed)).toBeUndefined();
    expect(openSecret({ ...owner, key: new Uint8Array(32) }, sealed)).toBeUndefined();
    expect(openSecret(owner, sealed.slice(0, 20))).toBeUndefined();
    expect(sealSecret(owner, 'gëheim', systemRandom)).not.toEqual(sealed);
  });
});

describe('the key of a data directory', () => {
  it('is made once, for all who ask at the same time, and readable by its owner alone', async () => {
    const keys = await Promise.all(Array.from({ length: 5 }, () => webhookKeyIn(directory)));
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
    expect(await readdir(directory)).toEqual([webhookKeyFile]);
    expect((await stat(join(directory, webhookKeyFile))).mode & 0o777).toBe(0o600);
    expect(await webhookKeyIn(directory)).toEqual(keys[0]);
  });
});

describe('the settings', () => {
  it("are MLflow's variables", async () => {
    const fernet = Buffer.alloc(32, 9).toString('base64url');
    const env = {
      MLFLOW_WEBHOOK_ALLOWED_SCHEMES: 'https, HTTP',
      MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true',
      MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES: '3',
      MLFLOW_WEBHOOK_REQUEST_TIMEOUT: '5',
      MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY: `${fernet}=`,
    };
    expect(await readWebhookSettings(env, '/nowhere')).toEqual({
      allowedSchemes: ['https', 'http'],
      allowPrivateAddresses: true,
      maxRetries: 3,
      timeout: 5_000,
      secretKey: Buffer.alloc(32, 9),
    });
  });

  it('are strict by default', async () => {
    const env = { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: '' };
    expect(await readWebhookSettings(env, directory)).toMatchObject({
      allowedSchemes: ['https'],
      allowPrivateAddresses: false,
      maxRetries: 20,
      timeout: 30_000,
    });
  });

  it.each([
    ['MLFLOW_WEBHOOK_ALLOWED_SCHEMES', 'ftp'],
    ['MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS', 'perhaps'],
    ['MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES', '-1'],
    ['MLFLOW_WEBHOOK_REQUEST_TIMEOUT', '0'],
    ['MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY', 'c2hvcnQ='],
  ])('are refused by name: %s=%s', async (variable, value) => {
    const refusal = await readWebhookSettings({ [variable]: value }, directory).catch(
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(InvalidInputError);
    expect((refusal as InvalidInputError).issues.map(({ path }) => path)).toEqual([variable]);
  });
});
