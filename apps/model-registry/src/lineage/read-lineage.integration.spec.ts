import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { modelEndpoints, type Lineage } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import { startRegistryWithGit, type RegistryWithGit } from '../testing/registry-with-git.ts';

let harness: RegistryWithGit;

beforeAll(async () => {
  harness = await startRegistryWithGit();
});

afterAll(() => harness.stop());

const lineage = (version: number): Promise<Lineage> =>
  harness.as('vera').call(modelEndpoints.lineage, { params: { team: 'demo', name: 'iris', version } });

describe('the lineage of a version', () => {
  it('leads to its run, and from there to parameters, metrics, data, code, image and Job', async () => {
    const { run } = (await harness.call('POST', 'runs/create', {
      experiment_id: '0',
      run_name: 'bright-fox',
      start_time: 1_700_000_000_000,
      tags: [
        { key: 'mlflow.source.git.commit', value: 'c0ffee' },
        { key: 'mlflow.source.git.repoURL', value: 'https://git.example/iris.git' },
        { key: 'slipway.image', value: 'python@sha256:1' },
        { key: 'slipway.job', value: 'train' },
        { key: 'slipway.run', value: 'train-1' },
      ],
    })) as { run: { info: { run_id: string; artifact_uri: string } } };
    const { run_id, artifact_uri } = run.info;
    await harness.call('POST', 'runs/log-batch', {
      run_id,
      params: [{ key: 'lr', value: '0.1' }],
      metrics: [
        { key: 'accuracy', value: 0.5, timestamp: 1, step: 1 },
        { key: 'accuracy', value: 0.75, timestamp: 2, step: 2 },
        { key: 'loss', value: 'NaN', timestamp: 1, step: 1 },
      ],
    });
    await harness.call('POST', 'runs/log-inputs', {
      run_id,
      datasets: [
        {
          dataset: { name: 'flowers', digest: '1a2b', source_type: 'local', source: '{}' },
          tags: [{ key: 'mlflow.data.context', value: 'train' }],
        },
      ],
    });
    await harness.call('POST', 'registered-models/create', { name: 'iris' });
    await harness.call('POST', 'model-versions/create', {
      name: 'iris',
      source: `${artifact_uri}/model`,
      run_id,
    });
    expect(await lineage(1)).toMatchObject({
      model: 'iris',
      version: 1,
      source: `${artifact_uri}/model`,
      run: {
        id: run_id,
        name: 'bright-fox',
        status: 'RUNNING',
        params: { lr: '0.1' },
        metrics: { accuracy: 0.75, loss: 'NaN' },
        datasets: [{ name: 'flowers', digest: '1a2b', context: 'train' }],
      },
      code: { commit: 'c0ffee', repository: 'https://git.example/iris.git' },
      image: 'python@sha256:1',
      job: { name: 'train', run: 'train-1' },
    });
  });

  it('ends at the files of a version that names no run, and is none of a version that is not there', async () => {
    await harness.call('POST', 'model-versions/create', { name: 'iris', source: 's3://models/iris' });
    const found = await lineage(2);
    expect(found).toMatchObject({ source: 's3://models/iris', stage: 'None' });
    expect(found.run).toBeUndefined();
    await expect(lineage(3)).rejects.toThrow(NotFoundError);
  });
});
