import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEnvironmentHistory } from '@slipway/git';
import type { Clock } from '@slipway/kernel';
import { openDatabase, type Database } from '@slipway/postgres';
import { createTestDatabase } from '@slipway/postgres/testing';
import { hashToken, serveHttp, tokensOf, type Grant } from '@slipway/service';
import { createMetrics } from '@slipway/telemetry';
import { quietLogger } from '@slipway/testing';
import { openModelRegistry, type ModelRegistryOptions } from '../open-model-registry.ts';

export interface RegistryHarnessOptions {
  /** Who may call; the token of `alice` is `alice`. Default nobody. */
  readonly tokens?: Readonly<Record<string, readonly Grant[]>>;
  /** Team of calls without a token; undefined refuses them. Default `demo`. */
  readonly openTeam?: string | undefined;
  readonly artifactRoot?: string;
  /** Default a folder of the harness. */
  readonly artifactsDestination?: string;
  /** MLflow's own variables. */
  readonly env?: ModelRegistryOptions['env'];
  readonly clock?: Clock;
}

export interface Answer {
  readonly status: number;
  /** What JSON the body holds, else its text. */
  readonly body: unknown;
}

/** A model registry on a database of its own, served over HTTP. */
export interface RegistryHarness {
  readonly url: string;
  readonly database: Database;
  readonly databaseUrl: string;
  /** Where it keeps artifacts and keys. */
  readonly directory: string;
  /**
   * Calls `/api/2.0/mlflow/<path>`, or another path when it begins with a slash. `content` is the query of a GET and the
   * JSON body of another call; `token` goes along when it is given.
   */
  readonly call: (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT',
    path: string,
    content?: object,
    token?: string,
  ) => Promise<Answer>;
  readonly stop: () => Promise<void>;
}

export async function startRegistry(options: RegistryHarnessOptions = {}): Promise<RegistryHarness> {
  const { tokens = {}, env = {}, clock, artifactRoot = 'mlflow-artifacts:/' } = options;
  const test = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'slipway-registry-'));
  const database = await openDatabase({ url: test.url, maxConnections: 5 });
  const history = await openEnvironmentHistory({ directory: join(directory, 'environment.git') });
  const service = await openModelRegistry({
    database,
    history,
    logger: quietLogger,
    metrics: createMetrics(),
    repository: 'environment',
    openTeam: 'openTeam' in options ? options.openTeam : 'demo',
    rootTeam: 'demo',
    artifactRoot,
    artifactsDestination: options.artifactsDestination ?? join(directory, 'artifacts'),
    keysDirectory: directory,
    env,
    ...(clock === undefined ? {} : { clock }),
  });
  await service.start();
  const server = await serveHttp({
    services: [service],
    host: '127.0.0.1',
    port: 0,
    tokens: tokensOf(
      Object.entries(tokens).map(([name, grants]) => ({ name, grants, sha256: hashToken(name) })),
    ),
    logger: quietLogger,
    metrics: createMetrics(),
  });
  return {
    url: server.url,
    database,
    databaseUrl: test.url,
    directory,
    call: async (method, path, content, token) => {
      const url = new URL(path.startsWith('/') ? path : `/api/2.0/mlflow/${path}`, server.url);
      const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
      if (method === 'GET') {
        for (const [name, value] of Object.entries(content ?? {}))
          for (const each of [value].flat()) url.searchParams.append(name, String(each));
        return answerOf(await fetch(url, { headers: authorization }));
      }
      return answerOf(
        await fetch(url, {
          method,
          headers: { 'Content-Type': 'application/json', ...authorization },
          body: JSON.stringify(content ?? {}),
        }),
      );
    },
    stop: async () => {
      await server.close();
      await service.stop();
      await history.close();
      await database.close();
      await test.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('Content-Type')?.startsWith('application/json') === true;
  return { status: response.status, body: isJson ? (JSON.parse(text) as unknown) : text };
}
