import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnavailableError } from '@slipway/kernel';
import type { CheckReport, GitHost } from '@slipway/ports';
import { parseWorkflows, type Workflow } from '@slipway/resources';
import { quietLogger } from '@slipway/testing';
import { BegunWorkflows } from '../testing/begun-workflows.ts';
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
  let begun: BegunWorkflows;
  beforeAll(async () => {
    begun = await BegunWorkflows.open();
  });
  afterAll(() => begun.close());

  it('keeps no other from being told, however much there is to say of it, and is told later', async () => {
    for (let run = 1; run <= 5; run += 1) await begun.begin(workflow, 'push', 'acme/limited');
    for (let run = 6; run <= 8; run += 1) await begun.begin(workflow, 'push', 'acme/digits');
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
    const deps = { workflows: begun.database.workflowStore, hostOf, logger: quietLogger };
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
