import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable, Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ArtifactStore } from '@slipway/ports';
import { partBytes } from '../content/content-parts.ts';
import { openArtifactStore } from '../open-artifact-store.ts';
import { parseStoreUri } from '../store-uri.ts';
import { hasGo } from '../testing/servers/has-go.ts';
import { startS3Server, type ObjectServer } from '../testing/servers/s3-server.ts';
import { openS3Clients } from './s3-clients.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

(hasGo ? describe : describe.skip)('content of several parts in S3', () => {
  const content = randomBytes(partBytes + 1000);
  let server: ObjectServer;
  let network: Server;
  let store: ArtifactStore;
  let env: ObjectServer['env'];
  let bucket: string;
  /** Methods of requests of which one byte is another when it arrives: of a PUT in what is sent, of a GET in the answer. */
  const damaged = new Set<string>();

  beforeAll(async () => {
    server = await startS3Server();
    network = damagingNetwork(String(server.env.AWS_ENDPOINT_URL), damaged).listen(0, '127.0.0.1');
    await once(network, 'listening');
    const { port } = network.address() as AddressInfo;
    env = { ...server.env, AWS_ENDPOINT_URL: `http://127.0.0.1:${String(port)}` };
    bucket = await server.newBucket();
    store = await openArtifactStore(parseStoreUri(bucket), env);
  });
  afterEach(() => {
    damaged.clear();
  });
  afterAll(async () => {
    network.close();
    network.closeAllConnections();
    await server.stop();
  });

  const put = (key: string) =>
    store.put(key, Readable.from([content]), { maxBytes: Number.MAX_SAFE_INTEGER });

  it('has the SHA-256 of its parts in the store', async () => {
    await put('large');
    const Bucket = bucket.replace('s3://', '');
    const { client } = openS3Clients(env);
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'large', ChecksumMode: 'ENABLED' }));
    const parts = [content.subarray(0, partBytes), content.subarray(partBytes)].map(sha256);
    expect(head.ChecksumSHA256).toBe(`${sha256(Buffer.concat(parts)).toString('base64')}-2`);
  });

  it('is refused when a part of it arrives as another', async () => {
    damaged.add('PUT');
    await expect(put('refused')).rejects.toThrow();
    damaged.clear();
    expect(await store.list('', { limit: 10 })).not.toMatchObject({ entries: [{ name: 'refused' }] });
  });

  it('is given back whole, and never another as whole', async () => {
    await put('damaged');
    expect((await buffer((await store.get('damaged')).content)).equals(content)).toBe(true);
    damaged.add('GET');
    await expect(buffer((await store.get('damaged')).content)).rejects.toThrow(
      'The content of an artifact is not what was stored.',
    );
  });
});

/** Passes requests on to `target`, those of the methods in `damaged` with another byte. */
function damagingNetwork(target: string, damaged: ReadonlySet<string>): Server {
  return createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const through = (direction: 'PUT' | 'GET') => anotherByte(method === direction && damaged.has(method));
    const passed = request(new URL(url, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(through('GET')).pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(through('PUT')).pipe(passed);
  });
}

function anotherByte(isDamaged: boolean): Transform {
  let isDone = !isDamaged;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!isDone) chunk[0] = (chunk[0] ?? 0) ^ 1;
      isDone = true;
      done(null, chunk);
    },
  });
}
