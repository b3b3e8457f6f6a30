import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@slipway/testing';
import { startRegistryWithGit, type RegistryWithGit } from '../testing/registry-with-git.ts';
import { playWorkflows, type PlayedWorkflows } from './testing/workflow-runs.ts';

let harness: RegistryWithGit;
let workflows: PlayedWorkflows;

beforeAll(async () => {
  harness = await startRegistryWithGit();
  workflows = playWorkflows(harness.registry.database);
});
afterAll(() => harness.stop());

const jobs = `- name: evaluate
  evaluate: { job: train, champion: { model: digits, metrics: [{ metric: accuracy }] } }
- name: register
  register: { model: digits, job: train }
  needs: [evaluate]
- name: promote
  promote: { job: register }
`;

/** A run whose training has logged a model and this accuracy through MLflow's API, when all of its jobs have ended. */
async function ended(accuracy: number): Promise<number> {
  const { run } = (await harness.call('POST', 'runs/create', { experiment_id: '0' })) as {
    run: { info: { run_id: string; artifact_uri: string } };
  };
  const { run_id, artifact_uri } = run.info;
  const metric = { key: 'accuracy', value: accuracy, timestamp: 1, step: 1 };
  await harness.call('POST', 'runs/log-batch', { run_id, metrics: [metric] });
  const place = artifact_uri.replace('mlflow-artifacts:/', '');
  const file = new URL(`/api/2.0/mlflow-artifacts/artifacts/${place}/model/MLmodel`, harness.registry.url);
  const sent = await fetch(file, { method: 'PUT', body: '{}', headers: { Authorization: 'Bearer carl' } });
  expect(sent.status).toBe(200);
  const id = await workflows.begin(jobs, { trackingRun: run_id });
  await until('the run has ended', async () => (await workflows.find(id))?.endedAt !== undefined);
  return id;
}

describe('a run of a workflow', () => {
  it('brings a version and its alias to git, each by a commit that names repository and commit', async () => {
    const id = await ended(0.8);
    expect(await workflows.find(id)).toMatchObject({ run: { state: 'succeeded' } });
    await harness.git.commit();
    const format = '%s|%an|%(trailers:key=Reason,valueonly,separator=)';
    const reason = `run ${String(id)} of the workflow digits of acme/digits at commit ${'c'.repeat(40)}`;
    expect((await harness.git.git('log', '-2', `--format=${format}`, 'main')).split('\n')).toEqual([
      `Promote digits@champion to version 1|workflow acme/digits|${reason}`,
      `Create version 1 of model digits|workflow acme/digits|${reason}`,
    ]);
    expect(await harness.git.file('teams/demo/models/digits.yaml')).toContain('slipway.commit: ');
    expect(await harness.versionAt('digits', 'champion')).toBe('1');
  });

  it('proposes a protected alias, and the champion that it is held to stays until that is merged', async () => {
    await harness.git.push('Protect champions', {
      'slipway.yaml':
        'apiVersion: slipway.dev/v1\nkind: Environment\nmetadata: { name: environment }\n' +
        'spec: { registry: { protectedAliases: [{ alias: champion }] } }\n',
    });
    await harness.followed();
    const id = await ended(0.9);
    const promotion = (await workflows.job(id, 'promote'))?.result?.promotion;
    expect(promotion).toEqual({ alias: 'champion', proposal: expect.any(String) });
    const worse = await ended(0.7);
    expect(await workflows.job(worse, 'evaluate')).toMatchObject({
      ...{ state: 'failed', reason: 'accuracy is 0.7 (champion, version 1: 0.8)' },
    });
    expect(await harness.versionAt('digits', 'champion')).toBe('1');
  });
});
