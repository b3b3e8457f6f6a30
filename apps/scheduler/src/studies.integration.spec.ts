import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { resourceEndpoints, runEndpoints } from '@slipway/contracts';
import { ConflictError, InvalidInputError } from '@slipway/kernel';
import type { StudyProgressRecord, TrialRecord } from '@slipway/ports';
import { noResults } from '@slipway/studies';
import { until } from '@slipway/testing';
import { beginStudy, endedStudy, studyYaml, trial, type WantedStudy } from './testing/played-study.ts';
import { clusterYaml, jobYaml } from './testing/sample-resources.ts';
import { ended, pickedUp, SchedulerHarness, started } from './testing/scheduler-harness.ts';

let scheduler: SchedulerHarness;
let study: string;
let studies = 0;

beforeAll(async () => {
  scheduler = await SchedulerHarness.start();
  await scheduler.setUp();
});
afterAll(() => scheduler.stop());
beforeEach(async () => {
  await scheduler.push();
  study = `study-${String((studies += 1))}`;
});

const wanted = (options: WantedStudy = {}): string => studyYaml(study, options);
const begin = (progress?: Partial<StudyProgressRecord>, trials?: readonly TrialRecord[]): Promise<void> =>
  beginStudy(scheduler, study, progress, trials);

const resultChange = async () => {
  await until('its result is appended', async () =>
    (await scheduler.pending()).some(({ subject }) => subject.startsWith('Result of')),
  );
  return (await scheduler.pending()).find(({ subject }) => subject.startsWith('Result of'));
};

describe('applying a Study', () => {
  it('is one change with the Study, its files and the manifest of all its workers', async () => {
    const applied = await scheduler.applyOne('alice', {
      yaml: wanted({ workers: 8, source: { files: ['tune.py'] } }),
      files: { 'tune.py': 'print(1)\n' },
    });
    const manifest = `clusters/local/runs/vision/2026-11-24/${applied.run ?? ''}-1.yaml`;
    expect(applied.paths).toEqual([
      `teams/vision/studies/${study}.yaml`,
      `teams/vision/studies/${study}/tune.py`,
      manifest,
    ]);
    const [change, ...others] = await scheduler.pending();
    expect(others).toEqual([]);
    const written = change?.operations.find(({ path }) => path === manifest);
    const content = written && 'content' in written ? written.content : '';
    expect(content).toContain('parallelism: 8');
    expect(content).toContain('- slipway\n            - study\n            - run\n');
    expect(Buffer.byteLength(content)).toBeLessThan(10_000);
  });

  it('is refused under the name of a Job, and a Job under its name', async () => {
    await scheduler.applyOne('alice', { yaml: wanted() });
    await expect(scheduler.applyOne('alice', { yaml: jobYaml('vision', study) })).rejects.toThrow(
      InvalidInputError,
    );
    await expect(scheduler.applyOne('alice', { yaml: jobYaml('vision', study) })).rejects.toThrow(
      `There is a Study ${study} already`,
    );
  });

  it('is refused on a cluster that has no command for its workers, until the image with it is set', async () => {
    const onprem = {
      ...{ provider: 'onprem', reconciler: 'flux' },
      repository: { url: 'https://git.example.org/environment.git' },
    };
    await scheduler.applyOne('root', { yaml: clusterYaml('onprem', onprem) });
    const onCluster = { clusters: ['onprem'] };
    await expect(scheduler.applyOne('alice', { yaml: wanted(onCluster) })).rejects.toThrow(
      'no image with it is set for onprem: set spec.images.slipway in cluster.yaml',
    );
    await scheduler.applyOne('alice', { yaml: studyYaml(`${study}-jobs`, { ...onCluster, ofJobs: true }) });
    const images = { slipway: 'registry.example.org/slipway:1' };
    await scheduler.applyOne('root', { yaml: clusterYaml('onprem', { ...onprem, images }) });
    const { paths } = await scheduler.applyOne('alice', { yaml: wanted(onCluster) });
    expect(paths.some((path) => path.startsWith('clusters/onprem/runs/vision/'))).toBe(true);
  });

  it('is refused when it searches for something else than the study that was begun', async () => {
    await scheduler.applyOne('alice', { yaml: wanted() });
    await begin();
    await expect(scheduler.applyOne('alice', { yaml: wanted({ high: 2 }) })).rejects.toThrow(ConflictError);
    await expect(scheduler.applyOne('alice', { yaml: wanted({ high: 2 }) })).rejects.toThrow(
      `The study ${study} was begun with other parameters`,
    );
  });

  it('with other ends alone leaves its workers at work', async () => {
    const first = await scheduler.applyOne('alice', { yaml: wanted() });
    const second = await scheduler.applyOne('alice', { yaml: wanted({ trials: 99 }) });
    expect(second).toMatchObject({ action: 'updated', paths: [`teams/vision/studies/${study}.yaml`] });
    expect(second.run).toBeUndefined();
    expect(await scheduler.run(first.run ?? '')).toMatchObject({ state: 'pending' });
  });

  it('with another number of workers scales those at work, in the one change that says so', async () => {
    const { run = '' } = await scheduler.applyOne('alice', { yaml: wanted({ workers: 1 }) });
    await scheduler.push();
    await until('its manifest is in git', async () => (await scheduler.run(run)).state === 'committed');
    await scheduler.report(`${run}-1`, pickedUp, started);
    const scaled = await scheduler.applyOne('alice', { yaml: wanted({ workers: 5 }) });
    const manifest = `clusters/local/runs/vision/2026-11-24/${run}-1.yaml`;
    expect(scaled).toMatchObject({
      action: 'updated',
      paths: [`teams/vision/studies/${study}.yaml`, manifest],
    });
    expect(scaled.run).toBeUndefined();
    const [change, ...others] = await scheduler.pending();
    expect(others).toEqual([]);
    const written = change?.operations.find(({ path }) => path === manifest);
    expect(written && 'content' in written ? written.content : '').toContain(
      'completionMode: Indexed\n  completions: 5\n  parallelism: 5\n',
    );
    await scheduler.push();
    expect(await scheduler.run(run)).toMatchObject({ state: 'running', generation: 2 });
    const events = scheduler
      .as('vera')
      .events(runEndpoints.watchRuns, { params: { team: 'vision' }, query: { run, follow: false } });
    expect((await Array.fromAsync(events)).find(({ data }) => data.type === 'scaled')?.data).toMatchObject({
      attempt: `${run}-1`,
      message: 'Scaled to 5 workers',
      data: { replicas: 5 },
    });

    // Those that follow, and the manifest that a move withdraws, have the number too.
    await scheduler.report(`${run}-1`, ended('lost'));
    await until('the next attempt is appended', async () => (await scheduler.pending()).length > 0);
    const [next] = await scheduler.pending();
    const again = next?.operations.find(({ path }) => path.endsWith(`${run}-2.yaml`));
    expect(again && 'content' in again ? again.content : '').toContain('parallelism: 5\n');
  });

  it('with another number of workers starts new ones while the manifest of the first is not in git', async () => {
    const first = await scheduler.applyOne('alice', { yaml: wanted({ workers: 2 }) });
    const second = await scheduler.applyOne('alice', { yaml: wanted({ workers: 3 }) });
    expect(second.run).toBeDefined();
    expect(await scheduler.run(first.run ?? '')).toMatchObject({ state: 'cancelling' });
  });

  it('with another program replaces its workers', async () => {
    const first = await scheduler.applyOne('alice', { yaml: wanted() });
    await scheduler.push();
    await scheduler.report(`${first.run ?? ''}-1`, pickedUp, started);
    const second = await scheduler.applyOne('alice', { yaml: wanted().replace('tune.py', 'other.py') });
    expect(second.run).not.toBe(first.run);
    expect(await scheduler.run(first.run ?? '')).toMatchObject({
      state: 'cancelling',
      reason: 'replaced by generation 2',
    });
  });

  it('again starts workers when none are at work', async () => {
    const first = await scheduler.applyOne('alice', { yaml: wanted() });
    await scheduler.push();
    await scheduler.report(`${first.run ?? ''}-1`, pickedUp, started, ended('succeeded'));
    await scheduler.runIn(first.run ?? '', 'succeeded');
    const extended = await scheduler.applyOne('alice', { yaml: wanted({ trials: 20 }) });
    expect(extended.run).toBeDefined();
  });

  it('can be taken back when its workers have ended', async () => {
    const { run = '' } = await scheduler.applyOne('alice', { yaml: wanted() });
    const params = { team: 'vision', name: study };
    const client = scheduler.as('alice');
    await expect(client.call(resourceEndpoints.deleteStudyResource, { params })).rejects.toThrow('has a run');
    await scheduler.push();
    await scheduler.report(`${run}-1`, pickedUp, started, ended('succeeded'));
    await scheduler.runIn(run, 'succeeded');
    expect(await client.call(resourceEndpoints.getStudyResource, { params })).toMatchObject({
      kind: 'Study',
    });
    expect(await client.call(resourceEndpoints.deleteStudyResource, { params })).toMatchObject({
      paths: [`teams/vision/studies/${study}.yaml`],
    });
  });
});

describe('a Study that has ended', () => {
  it('has its result committed, once, and the best values in the Job that it names', async () => {
    const target = { job: `${study}-target` };
    const yaml = [wanted({ target }), jobYaml('vision', target.job, { args: ['--x=9', '--keep'] })];
    await scheduler.apply('alice', { yaml, run: 'never' });
    await scheduler.push();
    await begin(endedStudy, [trial(0, [0.5]), trial(1, [0.25])]);
    const change = await resultChange();
    expect(change).toMatchObject({
      team: 'vision',
      resource: `Study/vision/${study}`,
      requestedBy: 'alice',
      reason: 'the study has ended: all 10 trials ended',
    });
    const [result, job] = change?.operations ?? [];
    expect(result).toMatchObject({ op: 'write', path: `teams/vision/studies/${study}.result.yaml` });
    expect(result && 'content' in result ? result.content : '').toContain('x: 0.1');
    expect(job).toMatchObject({ op: 'write', path: `teams/vision/jobs/${target.job}.yaml` });
    expect(job && 'content' in job ? job.content : '').toContain('- --x=0.1\n    - --keep');
    const params = { team: 'vision', name: target.job };
    expect(await scheduler.as('vera').call(resourceEndpoints.getJob, { params })).toMatchObject({
      generation: 2,
    });

    await scheduler.push();
    await scheduler.applyOne('alice', { yaml: jobYaml('vision', `${study}-other`) });
    expect((await scheduler.pending()).map(({ subject }) => subject)).not.toContain(change?.subject);
  });

  it.each<[string, object, object]>([
    ['would not be a Job any more', { parameters: 'environment' }, { parameter: 'PATH' }],
    ['is not there', {}, { job: 'nowhere' }],
  ])(
    'has its result committed without its target when that %s, and says so',
    async (_, how, { parameter, job }: { parameter?: string; job?: string }) => {
      const target = { job: job ?? `${study}-target`, ...how };
      await scheduler.apply('alice', {
        yaml: [wanted({ target }), jobYaml('vision', `${study}-target`)],
        run: 'never',
      });
      await scheduler.push();
      await begin(endedStudy, [
        trial(0, [0.5]),
        { ...trial(1, [0.25]), parameters: { [parameter ?? 'x']: 0.1 } },
      ]);
      const [result, ...others] = (await resultChange())?.operations ?? [];
      expect(others).toEqual([]);
      expect(result && 'content' in result ? result.content : '').toMatch(
        new RegExp(`target:\\n {4}job: ${target.job}\\n {4}problem: `),
      );
    },
  );

  it('has the data in its result that its best trial has logged to its run of tracking', async () => {
    const { trackingStore } = scheduler.database;
    const artifactRoot = 'mlflow-artifacts:/';
    await trackingStore.openTeam('vision', artifactRoot, 0);
    const experiment = { name: study, artifactLocation: undefined, artifactRoot, tags: [], at: 0 };
    const experimentId = (await trackingStore.createExperiment('vision', experiment)) ?? '';
    const logged = async (number: number, digest: string): Promise<void> => {
      const id = digest.padEnd(32, '0');
      const tags = [
        { key: 'slipway.study', value: study },
        { key: 'slipway.trial', value: String(number) },
      ];
      await trackingStore.createRun('vision', { id, experimentId, name: id, userId: '', startTime: 0, tags });
      const dataset = { name: 'digits', digest, sourceType: 'local', source: '{}' };
      await trackingStore.addInputs('vision', id, {
        datasets: [
          {
            dataset: { ...dataset, schema: undefined, profile: undefined },
            tags: [{ key: 'mlflow.data.context', value: 'train' }],
          },
        ],
        models: [],
      });
    };
    await logged(0, 'aaaa');
    await logged(1, 'bbbb');
    await scheduler.apply('alice', { yaml: wanted(), run: 'never' });
    await scheduler.push();
    await begin(endedStudy, [trial(0, [0.5]), trial(1, [0.25])]);
    const [result] = (await resultChange())?.operations ?? [];
    expect(result && 'content' in result ? result.content : '').toContain(
      '  data:\n    - name: digits\n      digest: bbbb\n      use: train\n',
    );
    expect(result && 'content' in result ? result.content : '').not.toContain('aaaa');
  });

  it('has a new result when it was run on and has ended again', async () => {
    await scheduler.applyOne('alice', { yaml: wanted(), run: 'never' });
    await scheduler.push();
    await begin(endedStudy, [trial(0, [0.5]), trial(1, [0.25])]);
    await resultChange();
    await scheduler.push();
    const front = [{ trial: 2, losses: [0.1] }];
    await begin({ ...endedStudy, sequence: 6, nextTrial: 3, results: { ...noResults, complete: 3, front } }, [
      trial(2, [0.1]),
    ]);
    const [result] = (await resultChange())?.operations ?? [];
    expect(result && 'content' in result ? result.content : '').toContain('trial: 2');
  });

  it('waits for trials that still run, as long as there are workers', async () => {
    const { run = '' } = await scheduler.applyOne('alice', { yaml: wanted() });
    await scheduler.push();
    await begin({ ...endedStudy, running: 1 }, [trial(0, [0.5]), trial(1, [0.25])]);
    await scheduler.report(`${run}-1`, pickedUp, started);
    await scheduler.runIn(run, 'running');
    expect((await scheduler.pending()).map(({ subject }) => subject)).toEqual([]);
    await scheduler.report(`${run}-1`, ended('succeeded'));
    expect((await resultChange())?.resource).toBe(`Study/vision/${study}`);
  });
});
