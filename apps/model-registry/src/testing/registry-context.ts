import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEnvironmentHistory } from '@slipway/git';
import { openDatabase, type Database } from '@slipway/postgres';
import { createTestDatabase } from '@slipway/postgres/testing';
import { openPolicy } from '@slipway/registry';
import { createMetrics } from '@slipway/telemetry';
import { quietLogger } from '@slipway/testing';
import type { RegistryContext } from '../context.ts';
import { registryDeps } from '../open-model-registry.ts';

/** What use-cases of the registry are given, on a database of its own, without a service that does anything by itself. */
export interface TestContext {
  readonly context: RegistryContext;
  readonly database: Database;
  close(): Promise<void>;
}

export async function openTestContext(): Promise<TestContext> {
  const test = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'slipway-registry-'));
  const database = await openDatabase({ url: test.url, maxConnections: 10 });
  const history = await openEnvironmentHistory({ directory: join(directory, 'environment.git') });
  const deps = await registryDeps({
    ...{ database, history, logger: quietLogger, metrics: createMetrics(), repository: 'environment' },
    ...{ openTeam: 'demo', rootTeam: 'demo', artifactRoot: 'mlflow-artifacts:/', env: {} },
    artifactsDestination: join(directory, 'artifacts'),
    keysDirectory: directory,
  });
  return {
    context: { ...deps, settings: () => undefined, registryPolicy: () => openPolicy },
    database,
    close: async () => {
      await history.close();
      await database.close();
      await test.drop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
