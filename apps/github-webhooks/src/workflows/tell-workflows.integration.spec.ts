import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock, UnavailableError } from '@slipway/kernel';
import type { CheckReport, GitHost } from '@slipway/ports';
import { openDatabase, type Database } from '@slipway/postgres';
import { createTestDatabase } from '@slipway/postgres/testing';
import { parseWorkflows, type Workflow } from '@slipway/resources';
import { createLogger } from '@slipway/telemetry';
import { beginWorkflow } from './begin-workflow.ts';
import { tellWorkflows } from './tell-workflows.ts';

const [workflow] = parseWorkflows(
  'slipway.yaml',
  `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: digits }
spec:
  on: { push: {} }
  jobs:
    - name: test
      run: { image: python:3.13, command: [pytest] }
`,
) as [Workflow];

describe('a repository that GitHub takes no calls for', () => {
  let database: Database;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const test = await createTestDatabase();
    database = await openDatabase({ url: test.url, maxConnections: 2 });
    drop = async () => {
      await database.close();
      await test.drop();
    };
  });
  afterAll(() => drop());

  const begin = (repository: string, key: number): Promise<unknown> =>
    beginWorkflow(
      { workflows: database.workflowStore, clock: systemClock },
      {
        ...{ team: 'vision', repository, cloneUrl: `https://github.com/${repository}.git`, workflow },
        ...{ isOnGitHub: true, key: String(key) },
        event: { name: 'push', branch: 'main', commit: String(key).padStart(40, '0') },
      },
    );

  it('keeps no other from being told, however much there is to say of it, and is told later', async () => {
    for (const key of [1, 2, 3, 4, 5]) await begin('acme/limited', key);
    for (const key of [6, 7, 8]) await begin('acme/digits', key);
    let calls: string[] = [];
    let isLimited = true;
    const hostOf = (repository: string): GitHost =>
      ({
        reportCheck: ({ commit }: CheckReport) => {
          calls.push(`${repository} ${String(Number(commit))}`);
          return isLimited && repository === 'acme/limited'
            ? Promise.reject(new UnavailableError('no calls left'))
            : Promise.resolve();
        },
      }) as unknown as GitHost;
    const deps = { workflows: database.workflowStore, hostOf, logger: createLogger({ level: 'silent' }) };
    const pass = (): Promise<void> => tellWorkflows(deps, new AbortController().signal, 2);
    await pass();
    expect(calls).toEqual(['acme/limited 1', 'acme/digits 6', 'acme/digits 7', 'acme/digits 8']);
    calls = [];
    isLimited = false;
    await pass();
    expect(calls).toEqual([1, 2, 3, 4, 5].map((key) => `acme/limited ${String(key)}`));
    calls = [];
    await pass();
    expect(calls).toEqual([]);
  });
});
