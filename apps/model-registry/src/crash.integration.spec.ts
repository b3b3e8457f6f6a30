import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seededRandom, temporaryDirectory, until } from '@slipway/testing';

const kills = Number(process.env.SLIPWAY_KILLS ?? 6);
const seed = Number(process.env.SLIPWAY_SEED ?? Date.now() % 1_000_000);
const program = path.resolve(import.meta.dirname, '../../cli/bin/slipway.mjs');

interface Metric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

describe('the model registry under kill -9', () => {
  const random = seededRandom(seed);
  const delivered = new Map<string, number>();
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
  let data: string;
  let receiver: Server;
  let server: ChildProcess;
  let url = '';

  const start = async (): Promise<void> => {
    const args = ['serve', 'model-registry', '--port', '0', '--data', data, '--log-level', 'error'];
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      SLIPWAY_DATABASE_URL: '',
      MLFLOW_WEBHOOK_ALLOWED_SCHEMES: 'http',
      MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true',
    };
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'], env });
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('is ready at')) resolve();
      });
      child.once('exit', () => {
        reject(new Error(said));
      });
    });
    server = child;
    url = (JSON.parse(await readFile(path.join(data, 'connection.json'), 'utf8')) as { url: string }).url;
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  };
  const call = async <T>(method: string, route: string, content: object): Promise<T> => {
    const address = new URL(`${url}/api/2.0/mlflow/${route}`);
    const isGet = method === 'GET';
    if (isGet)
      for (const [name, value] of Object.entries(content)) address.searchParams.set(name, String(value));
    const response = await fetch(address, {
      method,
      ...(isGet ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(content) }),
      signal: AbortSignal.timeout(20_000),
    });
    if (!response.ok) throw new Error(`${route}: ${String(response.status)} ${await response.text()}`);
    return (await response.json()) as T;
  };

  beforeAll(async () => {
    temporary = await temporaryDirectory();
    data = path.join(temporary.path, 'data');
    receiver = createServer((request, response) => {
      void json(request).then((body) => {
        const { data: content } = body as { data: { alias?: string; version?: string } };
        const event = `${content.alias ?? ''} ${content.version ?? ''}`;
        delivered.set(event, (delivered.get(event) ?? 0) + 1);
        response.end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    await start();
  }, 240_000);
  afterAll(async () => {
    await end('SIGTERM');
    receiver.closeAllConnections();
    receiver.close();
    await temporary.remove();
  });

  it(
    `keeps what it has answered, once, and nothing by half over ${String(kills)} kills (seed ${String(seed)})`,
    async () => {
      const { port } = receiver.address() as AddressInfo;
      await call('POST', 'webhooks', {
        name: 'aliases',
        url: `http://127.0.0.1:${String(port)}/`,
        events: [{ entity: 'MODEL_VERSION_ALIAS', action: 'CREATED' }],
      });
      const { run } = await call<{ run: { info: { run_id: string; artifact_uri: string } } }>(
        'POST',
        'runs/create',
        { experiment_id: '0', start_time: 1 },
      );
      const { run_id, artifact_uri } = run.info;
      await call('POST', 'registered-models/create', { name: 'iris' });
      for (let version = 1; version <= 3; version += 1)
        await call('POST', 'model-versions/create', { name: 'iris', source: 's3://bucket/iris' });

      const batches: (readonly Metric[])[] = [];
      const uploads = new Map<string, string>();
      const uploaded = new Set<string>();
      const aliases = new Map<string, string>();
      let count = 0;
      const batch = async (): Promise<void> => {
        const key = `m${String((count += 1))}`;
        const metrics = Array.from({ length: 200 }, (_, step) => ({
          key,
          value: step,
          timestamp: count,
          step,
        }));
        // Sometimes twice, as a client does that lost the first answer.
        for (let times = random() < 0.3 ? 2 : 1; times > 0; times -= 1)
          await call('POST', 'runs/log-batch', { run_id, metrics });
        batches.push(metrics);
      };
      const place = artifact_uri.replace(/^mlflow-artifacts:\/*/, '');
      const upload = async (): Promise<void> => {
        const name = `f${String((count += 1))}`;
        const content = randomBytes(1_000_000);
        uploads.set(name, createHash('sha256').update(content).digest('hex'));
        const response = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${place}/${name}`, {
          method: 'PUT',
          body: content,
          signal: AbortSignal.timeout(20_000),
        });
        if (response.ok) uploaded.add(name);
      };
      const alias = async (): Promise<void> => {
        const name = `a${String((count += 1))}`;
        const version = String(1 + Math.floor(random() * 3));
        await call('POST', 'registered-models/alias', { name: 'iris', alias: name, version });
        aliases.set(name, version);
      };

      for (let kill = 0; kill < kills; kill += 1) {
        const killAt = Date.now() + 200 + random() * 800;
        // What is not answered may or may not have happened.
        const workers = [batch, upload, alias].map(async (work) => {
          while (Date.now() < killAt + 500)
            if (
              await work().then(
                () => false,
                () => true,
              )
            )
              return;
        });
        await new Promise((resolve) => setTimeout(resolve, killAt - Date.now()));
        await end('SIGKILL');
        await Promise.all(workers);
        await start();
      }

      for (const metrics of batches) {
        const key = metrics[0]?.key;
        const { metrics: found } = await call<{ metrics: Metric[] }>('GET', 'metrics/get-history', {
          run_id,
          metric_key: key,
        });
        expect(found.map(({ step }) => step)).toEqual(metrics.map(({ step }) => step));
      }
      const { files = [] } = await call<{ files?: { path: string }[] }>('GET', 'artifacts/list', { run_id });
      const listed = new Set(files.map((file) => file.path));
      expect([...uploaded].filter((name) => !listed.has(name))).toEqual([]);
      for (const name of listed) {
        const content = await fetch(`${url}/get-artifact?run_id=${run_id}&path=${name}`);
        const hash = createHash('sha256')
          .update(Buffer.from(await content.arrayBuffer()))
          .digest('hex');
        expect(hash).toBe(uploads.get(name));
      }
      for (const [name, version] of aliases) {
        const found = await call<{ model_version: { version: string } }>('GET', 'registered-models/alias', {
          name: 'iris',
          alias: name,
        });
        expect(found.model_version.version).toBe(version);
      }
      await until('every alias was told of', () =>
        [...aliases].every(([name, version]) => delivered.has(`${name} ${version}`)),
      );
      expect(batches.length + uploaded.size + aliases.size).toBeGreaterThan(kills);
    },
    60_000 + kills * 20_000,
  );
});
