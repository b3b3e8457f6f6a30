import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deliveryEndpoints } from '@slipway/contracts';
import { defaultIntakeLimits } from './intake/intake-limits.ts';
import { rawRequest } from './testing/raw-request.ts';
import { pushPayload, signatureOf, signedDelivery, usualSecret } from './testing/signed-delivery.ts';
import { WebhookHarness } from './testing/webhook-harness.ts';

interface Example {
  readonly name: string;
  readonly examples: readonly (object & { readonly repository?: { readonly full_name: string } })[];
}

const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Example[];
const push = pushPayload('acme/models');

let harness: WebhookHarness;
beforeAll(async () => {
  harness = await WebhookHarness.start();
  await harness.addReplica();
  await harness.addReplica({ limits: { ...defaultIntakeLimits, payloadTime: 200, payloadBytes: 2 ** 20 } });
});
afterAll(async () => {
  await harness.stop();
});
beforeEach(() => {
  harness.secrets = { default: [usualSecret], organizations: new Map(), repositories: new Map() };
});

async function payloadOf(delivery: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const stream = harness.as('admin').bytes(deliveryEndpoints.getDeliveryPayload, { params: { delivery } });
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('a delivery', () => {
  it('is accepted with its id, and kept with its address and its payload to the byte', async () => {
    const body = Buffer.from(
      JSON.stringify({ action: 'opened', number: 7, note: 'Grüße 🚀', ...push }, undefined, 3),
    );
    const delivery = signedDelivery('pull_request', body);
    const { status, body: answer } = await harness.send(delivery);
    expect({ status, answer }).toEqual({ status: 202, answer: { id: delivery.id, state: 'accepted' } });
    expect(await harness.find(delivery.id)).toMatchObject({
      event: 'pull_request',
      action: 'opened',
      repository: 'acme/models',
      owner: 'acme',
      number: 7,
      ref: 'refs/heads/main',
      bytes: body.length,
    });
    expect(await payloadOf(delivery.id)).toEqual(body);
  });

  it('that comes again is acknowledged with the same id, and has no second effect', async () => {
    const delivery = signedDelivery('push', push);
    await harness.send(delivery);
    const before = await harness.settled(delivery.id);
    const { status, body } = await harness.send(delivery);
    expect({ status, body }).toEqual({ status: 202, body: { id: delivery.id, state: 'known' } });
    expect(await harness.find(delivery.id)).toEqual(before);
  });

  it('that comes to two replicas many times at once is one', async () => {
    const deliveries = Array.from({ length: 20 }, () => signedDelivery('push', push));
    const sent = deliveries.flatMap((each) => [0, 1, 1, 0, 0].map((replica) => harness.send(each, replica)));
    const answers = await Promise.all(sent);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    const accepted = answers.filter(({ body }) => body.state === 'accepted').map(({ body }) => body.id);
    expect(accepted.sort()).toEqual(deliveries.map(({ id }) => id).sort());
  });

  it('with the id of another one is refused, and changes nothing', async () => {
    const delivery = signedDelivery('push', push);
    await harness.send(delivery);
    const other = signedDelivery('push', { ...push, after: 'f'.repeat(40) }, { id: delivery.id });
    const { status, body } = await harness.send(other);
    expect(status).toBe(409);
    expect(body.detail).toBe(`delivery ${delivery.id} is known with another payload, and was not changed`);
    expect(await payloadOf(delivery.id)).toEqual(delivery.body);
    const twins = [signedDelivery('push', push), signedDelivery('push', { ...push, forced: true })];
    const id = randomUUID();
    const atOnce = await Promise.all(
      twins.map((twin) => harness.send({ ...twin, headers: { ...twin.headers, 'x-github-delivery': id } })),
    );
    expect(atOnce.map(({ status: each }) => each).sort()).toEqual([202, 409]);
  });

  it('of each real kind is taken, with the repository that it names', async () => {
    const all = examples.flatMap(({ name, examples: payloads }) =>
      payloads.map((payload) => ({ payload, delivery: signedDelivery(name, payload) })),
    );
    const answers = await Promise.all(all.map(({ delivery }) => harness.send(delivery)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const found = await Promise.all(all.map(({ delivery }) => harness.find(delivery.id)));
    expect(found.map(({ event, repository }) => ({ event, repository }))).toEqual(
      all.map(({ payload, delivery }) => ({
        event: delivery.event,
        repository: payload.repository?.full_name,
      })),
    );
    expect(all.length).toBeGreaterThan(300);
  });

  it('of an event that nobody handles is recorded with the reason', async () => {
    const delivery = signedDelivery('watch', push);
    expect((await harness.send(delivery)).status).toBe(202);
    expect(await harness.find(delivery.id)).toMatchObject({
      state: 'ignored',
      reason: 'nobody handles the event watch',
    });
  });

  it.each([200_000, 24_000_000])(
    'of %d bytes is verified and kept as well, by the older secret too',
    async (size) => {
      harness.secrets = { ...harness.secrets, default: ['the newer secret of tests', usualSecret] };
      const delivery = signedDelivery('push', { padding: `${'abcdefgh'.repeat(size / 8)}\n"`, ...push });
      expect((await harness.send(delivery)).body).toEqual({ id: delivery.id, state: 'accepted' });
      expect((await payloadOf(delivery.id)).equals(delivery.body)).toBe(true);
      const forged = signedDelivery('push', delivery.body, { secret: 'not a secret of anybody' });
      expect((await harness.send(forged)).status).toBe(401);
    },
  );
});

describe('secrets', () => {
  it('are several at a time while they are changed over', async () => {
    harness.secrets = { ...harness.secrets, default: ['the newer secret of tests', usualSecret] };
    for (const secret of harness.secrets.default)
      expect((await harness.send(signedDelivery('push', push, { secret }))).status).toBe(202);
    harness.secrets = { ...harness.secrets, default: ['the newer secret of tests'] };
    expect((await harness.send(signedDelivery('push', push))).status).toBe(401);
  });

  it('of a narrower place keep out those of a wider one', async () => {
    harness.secrets = {
      default: [usualSecret],
      organizations: new Map([['acme', ['the secret of all of acme']]]),
      repositories: new Map([['acme/models', ['the secret of its models']]]),
    };
    const statusOf = async (repository: string, secret: string): Promise<number> =>
      (await harness.send(signedDelivery('push', pushPayload(repository), { secret }))).status;
    expect(await statusOf('Acme/Models', 'the secret of its models')).toBe(202);
    expect(await statusOf('acme/models', 'the secret of all of acme')).toBe(401);
    expect(await statusOf('acme/models', usualSecret)).toBe(401);
    expect(await statusOf('acme/data', 'the secret of all of acme')).toBe(202);
    expect(await statusOf('acme/data', 'the secret of its models')).toBe(401);
    expect(await statusOf('other/data', usualSecret)).toBe(202);
  });

  it('of one organisation do not open another by what a payload says twice, or beside its repository', async () => {
    harness.secrets = {
      ...harness.secrets,
      organizations: new Map([['acme', ['the secret of all of acme']]]),
    };
    const secret = 'the secret of all of acme';
    const beside = { organization: { login: 'acme' }, ...pushPayload('victim/data') };
    expect((await harness.send(signedDelivery('push', beside, { secret }))).status).toBe(401);
    const twice = Buffer.from(
      '{"repository":{"full_name":"victim/data"},"repository":{"full_name":"acme/x"}}',
    );
    const answer = await harness.send(signedDelivery('push', twice, { secret }));
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toContain('expected each field that names the delivery once');
  });

  it('that are not there are said to be missing', async () => {
    harness.secrets = { ...harness.secrets, default: [] };
    const { status, body } = await harness.send(signedDelivery('push', push));
    expect({ status, detail: body.detail }).toEqual({
      status: 401,
      detail: 'no secret is known for acme/models: name one in the secrets file',
    });
  });
});

describe('a call that is no delivery', () => {
  const body = Buffer.from(JSON.stringify(push));
  it.each([
    [
      'a wrong signature',
      { 'x-hub-signature-256': signatureOf(body, 'x') },
      401,
      'not by a secret that is known',
    ],
    ['no signature', { 'x-hub-signature-256': '' }, 401, 'set a secret in the webhook'],
    [
      'a SHA-1 signature alone',
      { 'x-hub-signature-256': '', 'x-hub-signature': 'sha1=00' },
      401,
      'SHA-1 signature alone',
    ],
    ['half a signature', { 'x-hub-signature-256': 'sha256=00ff' }, 401, '64 hex digits'],
    [
      'a form',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'choose content type application/json',
    ],
    ['a compressed body', { 'content-encoding': 'gzip' }, 415, 'compressed'],
    ['no event', { 'x-github-event': '' }, 400, 'X-GitHub-Event'],
    ['an id that is none', { 'x-github-delivery': '1; drop table' }, 400, 'no GUID'],
  ])('is refused for %s', async (_what, headers, status, detail) => {
    const answer = await harness.send(signedDelivery('push', body, { headers }));
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toContain(detail);
  });

  it.each([
    ['is no JSON', 'payload=%7B%7D', 'no JSON at byte 0'],
    ['is cut short', body.subarray(0, 90).toString(), 'before its JSON does'],
    ['is empty', '', 'empty'],
    ['is an array', '[]', 'expected an object'],
    ['has something behind it', '{} {}', 'expected nothing more'],
  ])('is refused when its body %s, though it is signed', async (_what, text, detail) => {
    const answer = await harness.send(signedDelivery('push', Buffer.from(text)));
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toContain(detail);
  });

  it('is refused by GET, which says what is allowed', async () => {
    const answer = await fetch(`${harness.url()}/webhooks/github`);
    expect({ status: answer.status, allow: answer.headers.get('allow') }).toEqual({
      status: 405,
      allow: 'POST',
    });
  });

  it('is counted by its reason', async () => {
    const labels = '{reason="signature-sha1"}';
    const before = await harness.metric('slipway_github_deliveries_refused_total', labels);
    await harness.send(
      signedDelivery('push', push, { headers: { 'x-hub-signature-256': '', 'x-hub-signature': 'sha1=00' } }),
    );
    expect(await harness.metric('slipway_github_deliveries_refused_total', labels)).toBe(before + 1);
  });
});

describe('a sender', () => {
  const head = (length: number, change: Readonly<Record<string, string>> = {}): string =>
    Object.entries({
      ...signedDelivery('push', push).headers,
      host: 'x',
      'content-length': String(length),
      ...change,
    })
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');

  it('of 26 MiB is refused before it has sent any of them, and its connection ends', async () => {
    const answer = await rawRequest(
      harness.url(),
      `POST /webhooks/github HTTP/1.1\r\n${head(26 * 2 ** 20)}\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('the payload is larger than 25 MiB');
  });

  it('that does not say how much it sends is refused when it is too much, and its connection ends', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const request = `POST /webhooks/github HTTP/1.1\r\n${head(0, { 'content-length': '', 'transfer-encoding': 'chunked' })}\r\n`;
    const open = `2\r\n{"\r\n`;
    const answer = await rawRequest(harness.url(1), request + open + chunk.repeat(17));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('that is too slow is refused, and its connection ends', async () => {
    const answer = await rawRequest(
      harness.url(1),
      `POST /webhooks/github HTTP/1.1\r\n${head(1000)}\r\n{"ref": "`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('did not arrive within 0.2 s');
  });

  it('of too many headers is refused, and its connection ends', async () => {
    const bomb = Array.from(
      { length: 2_000 },
      (_, index) => `x-${String(index)}: ${'y'.repeat(50)}\r\n`,
    ).join('');
    const answer = await rawRequest(
      harness.url(),
      `POST /webhooks/github HTTP/1.1\r\n${head(2)}${bomb}\r\n{}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('a delivery that comes again after its secret was changed', () => {
  it.each([10, 300_000])('is known by its payload of %d bytes and more', async (size) => {
    const body = Buffer.from(JSON.stringify({ padding: 'x'.repeat(size), ...push }));
    const delivery = signedDelivery('push', body);
    await harness.send(delivery);
    harness.secrets = { ...harness.secrets, default: ['the newer secret of tests'] };
    const again = signedDelivery('push', body, { id: delivery.id, secret: 'the newer secret of tests' });
    expect((await harness.send(again)).body).toEqual({ id: delivery.id, state: 'known' });
  });
});
