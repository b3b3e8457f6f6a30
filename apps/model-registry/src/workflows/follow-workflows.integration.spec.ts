import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnavailableError } from '@slipway/kernel';
import { LoggedModelStatus, type LoggedChange, type ModelStore } from '@slipway/ports';
import { appendToUri, openPolicy, type RegistryPolicy } from '@slipway/registry';
import type { JobResult, WorkflowRun } from '@slipway/workflows';
import type { RegistryContext } from '../context.ts';
import { openTestContext, type TestContext } from '../testing/registry-context.ts';
import { followWorkflows } from './follow-workflows.ts';
import { judgedMetrics } from './judged-metrics.ts';
import { playWorkflows, type PlayedWorkflows } from './testing/workflow-runs.ts';

let test: TestContext;
let context: RegistryContext;
let workflows: PlayedWorkflows;
let policy: RegistryPolicy = openPolicy;

beforeAll(async () => {
  test = await openTestContext();
  context = { ...test.context, registryPolicy: () => policy };
  workflows = playWorkflows(test.database);
  for (const team of ['demo', 'other']) await context.trackingStore.openTeam(team, context.artifactRoot, 0);
});
afterAll(() => test.close());
beforeEach(() => {
  policy = openPolicy;
});

const never = new AbortController().signal;
const follow = (by: RegistryContext = context): Promise<void> => followWorkflows(by, never);
const hex = (): string => randomBytes(16).toString('hex');
const pending = (): Promise<readonly LoggedChange[]> =>
  test.database.changeQueue.pending('environment', 1_000, 100_000_000);

/** A run of tracking with these metrics, and these files among its artifacts. */
async function tracked(
  metrics: Readonly<Record<string, number>>,
  files: readonly string[] = [],
  { team = 'demo', experimentId = '0' } = {},
): Promise<string> {
  const id = hex();
  const run = { id, experimentId, name: 'train', userId: '', startTime: 0, tags: [] };
  const made = await context.trackingStore.createRun(team, run);
  if (typeof made === 'string') throw new TypeError(made);
  const points = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: 1, step: 1 }));
  await context.trackingStore.log(team, id, { metrics: points, params: [], tags: [] });
  for (const file of files) {
    const { store, key } = await context.artifacts.of(team, made.artifactUri);
    await store.put(`${key}/${file}`, chunks(), { maxBytes: 100 });
  }
  return id;
}

async function* chunks(): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from('weights'));
}

/** A model that the run has logged, as clients of MLflow 3 do. */
async function logModel(
  runId: string,
  name: string,
  step: number,
  status: LoggedModelStatus = LoggedModelStatus.Ready,
): Promise<string> {
  const id = `m-${hex()}`;
  await context.loggedModelStore.create('demo', {
    ...{ id, name, status, experimentId: '0', artifactUri: `mlflow-artifacts:/0/models/${id}/artifacts` },
    ...{ createdAt: 1, modelType: '', sourceRunId: runId, tags: [], params: [] },
  });
  await context.trackingStore.addOutputs('demo', runId, [{ modelId: id, step }]);
  return id;
}

/** Begins a run of these jobs after a training, and follows it. */
async function done(jobs: string, trained: JobResult, team?: string): Promise<number> {
  const id = await workflows.begin(jobs, trained, team);
  await follow();
  return id;
}

const register = (model: string): string => `- name: register\n  register: { model: ${model}, job: train }\n`;
const promote = '- name: promote\n  promote: { job: register }\n';
const champion = (model: string): string =>
  `- name: evaluate\n  evaluate: { job: train, champion: { model: ${model}, metrics: [{ metric: accuracy }] } }\n`;

describe('an evaluation', () => {
  const bounds = `- name: evaluate
  evaluate: { job: train, thresholds: [{ metric: accuracy, min: 0.9 }, { metric: loss, max: 0.2 }] }
`;

  it('judges what the job has reported and what it has tracked, of which the tracked value counts', async () => {
    const trackingRun = await tracked({ accuracy: 0.95 });
    const id = await done(bounds, { metrics: { accuracy: 0.1, loss: 0.1 }, trackingRun });
    expect(await workflows.job(id, 'evaluate')).toMatchObject({
      state: 'succeeded',
      result: {
        gates: [
          { metric: 'accuracy', value: 0.95, bound: 'at least 0.9', passed: true },
          { metric: 'loss', value: 0.1, bound: 'at most 0.2', passed: true },
        ],
      },
    });
    expect(await workflows.find(id)).toMatchObject({ run: { state: 'succeeded' } });
  });

  it('fails with what did not pass, and what needs it is left out', async () => {
    const id = await done(`${bounds}${register('unmade')}  needs: [evaluate]\n`, {
      metrics: { accuracy: 0.5 },
      trackingRun: await tracked({ loss: NaN }),
    });
    expect(await workflows.job(id, 'evaluate')).toMatchObject({
      state: 'failed',
      reason: 'accuracy is 0.5 (at least 0.9); loss is not reported (at most 0.2)',
      result: { gates: [{ passed: false }, { passed: false }] },
    });
    expect(await workflows.job(id, 'register')).toMatchObject({ state: 'skipped' });
    expect(await context.modelStore.findModel('demo', 'unmade')).toBeUndefined();
  });

  it('compares what programs have found that are not the one whose model it is', async () => {
    const jobs = `- name: measure
  needs: [train]
  run: { image: python:3.13, command: [python, measure.py] }
- name: evaluate
  evaluate: { job: measure, champion: { model: measured, metrics: [{ metric: f1 }] } }
${register('measured')}  needs: [evaluate]
${promote}`;
    const gateOf = async (f1: number): Promise<string | undefined> => {
      // The training has a value of that name too, which is another one.
      const trackingRun = await tracked({ f1: 0.99 }, ['model/MLmodel']);
      const id = await workflows.begin(jobs, { trackingRun });
      const at = new Date().toISOString();
      await workflows.advance(id, {
        ...{ kind: 'job-ended', job: 'measure', state: 'succeeded', at, result: { metrics: { f1 } } },
      });
      await follow();
      const gate = (await workflows.job(id, 'evaluate'))?.result?.gates?.[0];
      return `${gate?.bound ?? ''}: ${gate?.passed === true ? 'passed' : 'refused'}`;
    };
    expect(await gateOf(0.7)).toBe('no champion yet: passed');
    expect(await gateOf(0.6)).toBe('champion, version 1: 0.7: refused');
    expect(await gateOf(0.8)).toBe('champion, version 1: 0.7: passed');
    const found = await context.modelStore.findVersion('demo', 'measured', 2);
    expect(found?.version.tags['slipway.metrics']).toBe('{"f1":0.8}');
  });

  it('takes no harm by a tag that somebody has written', () => {
    for (const text of ['', '{', '[1]', '{"x":"y"}', 'null'])
      expect(judgedMetrics({ 'slipway.metrics': text })).toEqual({});
    expect(judgedMetrics({})).toEqual({});
  });

  it('compares with the version that the alias points to, and passes while there is none', async () => {
    const jobs = `${champion('judged')}${register('judged')}  needs: [evaluate]\n${promote}`;
    const statesOf = async (accuracy: number): Promise<string> => {
      const trackingRun = await tracked({ accuracy }, ['model/MLmodel']);
      const found = await workflows.find(await done(jobs, { trackingRun }));
      return `${String(found?.run.state)}: ${String(found?.run.jobs[1]?.result?.gates?.[0]?.bound)}`;
    };
    expect(await statesOf(0.8)).toBe('succeeded: no champion yet');
    expect(await statesOf(0.7)).toBe('failed: champion, version 1: 0.8');
    expect(await statesOf(0.9)).toBe('succeeded: champion, version 1: 0.8');
    expect(await context.modelStore.findByAlias('demo', 'judged', 'champion')).toMatchObject({
      version: { version: 2 },
    });
  });
});

describe('a registration', () => {
  it('makes the model and its version with where it comes from, by one change', async () => {
    const before = (await pending()).length;
    const trackingRun = await tracked({}, ['model/MLmodel', 'model/data/weights']);
    const id = await done(
      '- name: register\n  register: { model: digits, job: train, description: of a push }\n',
      { trackingRun },
    );
    expect(await workflows.job(id, 'register')).toMatchObject({
      state: 'succeeded',
      result: { version: { model: 'digits', version: 1 } },
    });
    const found = await context.modelStore.findVersion('demo', 'digits', 1);
    expect(found?.version).toMatchObject({
      ...{ runId: trackingRun, description: 'of a push', userId: 'workflow acme/digits' },
      source: `mlflow-artifacts:/0/${trackingRun}/artifacts/model`,
      tags: {
        'slipway.repository': 'acme/digits',
        'slipway.commit': 'c'.repeat(40),
        'slipway.workflowRun': String(id),
      },
    });
    const reason = `run ${String(id)} of the workflow digits of acme/digits at commit ${'c'.repeat(40)}`;
    const changes = await pending();
    expect(changes.slice(before)).toMatchObject([
      {
        ...{ reason, subject: 'Create version 1 of model digits', requestedBy: 'workflow acme/digits' },
        ...{ team: 'demo', resource: 'RegisteredModel/demo/digits', service: 'model-registry' },
      },
    ]);
  });

  it('tracks what the job has reported beside what it has tracked itself, and later versions are held to it', async () => {
    const jobs = `${champion('reported')}${register('reported')}  needs: [evaluate]\n${promote}`;
    const ended = async (metrics: JobResult['metrics']): Promise<WorkflowRun | undefined> => {
      const trackingRun = await tracked({ loss: 0.2 }, ['model/MLmodel']);
      return (await workflows.find(await done(jobs, { trackingRun, metrics })))?.run;
    };
    const first = await ended({ accuracy: 0.8, loss: 0.9 });
    expect(first?.state).toBe('succeeded');
    const run = await context.trackingStore.readRun('demo', first?.jobs[0]?.result?.trackingRun ?? '');
    expect(Object.fromEntries((run?.metrics ?? []).map(({ key, value }) => [key, value]))).toEqual({
      ...{ accuracy: 0.8, loss: 0.2 },
    });
    expect((await ended({ accuracy: 0.7 }))?.jobs[1]?.reason).toBe(
      'accuracy is 0.7 (champion, version 1: 0.8)',
    );
    expect((await ended({ accuracy: 0.8 }))?.state).toBe('succeeded');
  });

  it('takes the logged model of MLflow 3 of the highest step that is ready, and tells it', async () => {
    const trackingRun = await tracked({}, ['model/picture.png']);
    const best = await logModel(trackingRun, 'model', 20);
    await logModel(trackingRun, 'model', 10);
    await logModel(trackingRun, 'other', 30);
    await logModel(trackingRun, 'model', 40, LoggedModelStatus.Pending);
    const id = await done(register('net'), { trackingRun });
    expect(await workflows.job(id, 'register')).toMatchObject({ state: 'succeeded' });
    const found = await context.modelStore.findVersion('demo', 'net', 1);
    expect(found?.version).toMatchObject({ source: `models:/${best}`, modelId: best, runId: trackingRun });
    const { tags } = (await context.loggedModelStore.find('demo', best)) ?? {};
    expect(tags?.find(({ key }) => key === 'mlflow.modelVersions')?.value).toContain('net');
  });

  it('takes other files at the path when no model of MLflow is there', async () => {
    const trackingRun = await tracked({}, ['model/weights.onnx']);
    await done(register('files'), { trackingRun });
    const { artifactUri = '' } = (await context.trackingStore.findRun('demo', trackingRun)) ?? {};
    expect((await context.modelStore.findVersion('demo', 'files', 1))?.version.source).toBe(
      appendToUri(artifactUri, 'model'),
    );
  });

  it('fails saying where it has looked, and changes nothing', async () => {
    const before = (await pending()).length;
    const reasonOf = async (jobs: string, trained: JobResult): Promise<string | undefined> => {
      const job = await workflows.job(await done(jobs, trained), 'register');
      expect(job?.state).toBe('failed');
      return job?.reason;
    };
    const empty = await tracked({});
    expect(await reasonOf(register('missing'), { trackingRun: empty })).toBe(
      `The job train has logged no model model to its run ${empty}: there is nothing at mlflow-artifacts:/0/${empty}/artifacts/model, ` +
        'and the run has no logged model of that name that is ready. Log it with log_model(name="model"), or set register.path.',
    );
    expect(await reasonOf(register('missing'), {})).toBe(
      'The job train has no run of tracking: let its program log the model with MLflow.',
    );
    const foreign = await tracked({}, ['model/MLmodel'], { team: 'other' });
    expect(await reasonOf(register('missing'), { trackingRun: foreign })).toBe(
      `The run ${foreign} of the job train is not in the tracking of team demo any more: run the job again.`,
    );
    const trackingRun = await tracked({}, ['model/MLmodel']);
    expect(await reasonOf(register("'a/b'"), { trackingRun })).toBe(
      "Invalid model name 'a/b'. Names cannot contain '/' or ':'.",
    );
    expect(
      await reasonOf(
        `- name: register\n  register: { model: missing, job: train, description: ghp_${'a1B2'.repeat(9)} }\n`,
        { trackingRun },
      ),
    ).toContain("The environment repository can't hold this: ");
    expect(await context.modelStore.findModel('demo', 'missing')).toBeUndefined();
    expect(await pending()).toHaveLength(before);
  });

  it('fails saying so where the server may not look', async () => {
    const experimentId = await context.trackingStore.createExperiment('other', {
      ...{ name: 'theirs', artifactLocation: 's3://theirs/runs', artifactRoot: '', tags: [], at: 0 },
    });
    const trackingRun = await tracked({}, [], { team: 'other', experimentId: experimentId ?? '' });
    const id = await done(register('unseen'), { trackingRun }, 'other');
    expect(await workflows.job(id, 'register')).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining(
        `this server may not look at s3://theirs/runs/${trackingRun}/artifacts/model, and`,
      ),
    });
  });

  it('is made in the team of the workflow', async () => {
    const trackingRun = await tracked({}, ['model/MLmodel'], { team: 'other' });
    await done(register('theirs'), { trackingRun }, 'other');
    expect(await context.modelStore.findModel('demo', 'theirs')).toBeUndefined();
    expect(await context.modelStore.findModel('other', 'theirs')).toMatchObject({
      model: { nextVersion: 2 },
    });
  });
});

describe('a promotion', () => {
  const trainedModel = async (metrics: Readonly<Record<string, number>> = {}): Promise<JobResult> => ({
    trackingRun: await tracked(metrics, ['model/MLmodel']),
  });

  it('moves the alias to the version by a change of its own', async () => {
    const id = await done(`${register('moved')}${promote}`, await trainedModel());
    const promotion = (await workflows.job(id, 'promote'))?.result?.promotion;
    expect(promotion).toEqual({ alias: 'champion', change: expect.any(String) });
    const changes = await pending();
    expect(
      changes.find(({ id: change }) => promotion && 'change' in promotion && change === promotion.change),
    ).toMatchObject({
      subject: 'Promote moved@champion to version 1',
      requestedBy: 'workflow acme/digits',
    });
    const history = await context.modelHistory.listHistory('demo', 'moved', { after: undefined, limit: 10 });
    expect(history[0]).toMatchObject({
      by: 'workflow acme/digits',
      reason: expect.stringContaining('acme/digits'),
    });
  });

  it('of a protected alias is proposed with the gates and the metrics of both versions', async () => {
    const jobs = `${champion('guarded')}${register('guarded')}  needs: [evaluate]\n${promote}`;
    await done(jobs, await trainedModel({ accuracy: 0.8 }));
    policy = { protectedAliases: [{ alias: 'champion' }] };
    const id = await done(jobs, await trainedModel({ accuracy: 0.9 }));
    const promotion = (await workflows.job(id, 'promote'))?.result?.promotion;
    expect(promotion).toEqual({ alias: 'champion', proposal: expect.any(String) });
    const proposal = promotion && 'proposal' in promotion ? promotion.proposal : '';
    expect(await test.database.proposalStore('environment').find(proposal)).toMatchObject({
      ...{ state: 'accepted', requestedBy: 'workflow acme/digits' },
      evidence:
        '`guarded@champion` moves to version 2 from version 1.\n\n' +
        '| metric | version 1 | version 2 |\n| --- | ---: | ---: |\n| `accuracy` | 0.8 | 0.9 |\n\n' +
        'Gates of the job evaluate:\n\n| | metric | value | held to |\n|---|---|---|---|\n' +
        '| ✓ | `accuracy` | 0.9 | champion, version 1: 0.8 |',
    });
    expect(await context.modelStore.findByAlias('demo', 'guarded', 'champion')).toMatchObject({
      version: { version: 1 },
    });
  });

  it('has nothing to move when the alias points there already', async () => {
    const twice = `- name: again\n  promote: { job: register }\n  needs: [promote]\n`;
    const id = await done(`${register('same')}${promote}${twice}`, await trainedModel());
    expect((await workflows.job(id, 'again'))?.result?.promotion).toEqual({ alias: 'champion' });
  });

  it('fails when the alias can not be set, or the model is gone', async () => {
    const latest = '- name: promote\n  promote: { job: register, alias: latest }\n';
    const id = await done(`${register('refused')}${latest}`, await trainedModel());
    expect(await workflows.job(id, 'promote')).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('latest'),
    });
    const gone = await done(`${register('gone')}${promote}`, await trainedModel());
    await context.modelStore.transaction(async (transaction) => {
      const before = await transaction.open('demo', 'gone', { all: true });
      await transaction.save({ before, after: undefined });
    });
    await workflows.advance(gone, { kind: 'rerun', job: 'promote', by: 'alice' });
    await workflows.advance(gone, { kind: 'admitted' });
    await follow();
    expect(await workflows.job(gone, 'promote')).toMatchObject({
      ...{ state: 'failed', attempt: 2 },
      reason: 'There is no model gone in team demo.',
    });
  });
});

describe('a job', () => {
  /** Breaks transactions that have settled a job, `times` times, as if the process had been killed before the commit. */
  const breaking = (times: number, isMeant: (id: number) => boolean = () => true): RegistryContext => {
    let left = times;
    const transaction: ModelStore['transaction'] = (work) =>
      context.modelStore.transaction((statements) =>
        work({
          ...statements,
          workflows: {
            ...statements.workflows,
            save: async (record, now) => {
              await statements.workflows.save(record, now);
              if (!isMeant(record.id) || left === 0) return;
              left -= 1;
              throw new UnavailableError('The database does not answer now.');
            },
          },
        }),
      );
    return { ...context, modelStore: { ...context.modelStore, transaction } };
  };

  it('that was not committed is done again, and leaves one version and one change', async () => {
    const before = (await pending()).length;
    const trackingRun = await tracked({}, ['model/MLmodel']);
    const id = await workflows.begin(`${register('crashed')}${promote}`, { trackingRun });
    const broken = breaking(1);
    await expect(follow(broken)).rejects.toThrow(UnavailableError);
    expect(await workflows.job(id, 'register')).toMatchObject({ state: 'ready' });
    expect(await context.modelStore.findModel('demo', 'crashed')).toBeUndefined();
    await follow(broken);
    expect(await workflows.find(id)).toMatchObject({ run: { state: 'succeeded' } });
    expect(await context.modelStore.findModel('demo', 'crashed')).toMatchObject({
      model: { nextVersion: 2 },
    });
    expect(await pending()).toHaveLength(before + 2);
  });

  it('that can not be done now holds up no other run', async () => {
    const trackingRun = await tracked({}, ['model/MLmodel']);
    const stuck = await workflows.begin(register('stuck'), { trackingRun });
    const next = await workflows.begin(register('next'), { trackingRun });
    await expect(follow(breaking(Infinity, (id) => id === stuck))).rejects.toThrow(UnavailableError);
    expect(await workflows.job(stuck, 'register')).toMatchObject({ state: 'ready' });
    expect(await workflows.job(next, 'register')).toMatchObject({ state: 'succeeded' });
    await follow();
    expect(await workflows.job(stuck, 'register')).toMatchObject({ state: 'succeeded' });
  });

  it('is done once when several follow at once', async () => {
    const before = (await pending()).length;
    const trackingRun = await tracked({}, ['model/MLmodel']);
    const ids: number[] = [];
    for (let count = 0; count < 12; count += 1)
      ids.push(await workflows.begin(register('shared'), { trackingRun }));
    await Promise.all([follow(), follow(), follow()]);
    const versions: unknown[] = [];
    for (const id of ids) versions.push((await workflows.job(id, 'register'))?.result?.version?.version);
    expect(new Set(versions)).toEqual(new Set(ids.map((_, index) => index + 1)));
    expect(await pending()).toHaveLength(before + 12);
  });

  it('of a run that was cancelled is not done, and one that is to stop ends as cancelled', async () => {
    const trackingRun = await tracked({}, ['model/MLmodel']);
    const id = await workflows.begin(register('cancelled'), { trackingRun });
    const stopping = await workflows.begin(register('cancelled'), { trackingRun });
    await workflows.advance(stopping, { kind: 'job-started', job: 'register', at: new Date().toISOString() });
    for (const each of [id, stopping])
      await workflows.advance(each, { kind: 'cancelled', reason: 'cancelled by alice' });
    expect(await workflows.job(stopping, 'register')).toMatchObject({ state: 'stopping' });
    await follow();
    for (const each of [id, stopping])
      expect(await workflows.job(each, 'register')).toMatchObject({
        ...{ state: 'cancelled', reason: 'cancelled by alice' },
      });
    expect(await context.modelStore.findModel('demo', 'cancelled')).toBeUndefined();
  });

  it('fails by a fault of the registry itself, and others go on', async () => {
    const trackingRun = await tracked({}, ['model/MLmodel']);
    const faulty = await workflows.begin(register('faulty'), { trackingRun: hex() });
    const next = await workflows.begin(register('after-it'), { trackingRun });
    const readRun: RegistryContext['trackingStore']['readRun'] = (team, id) =>
      id === trackingRun
        ? context.trackingStore.readRun(team, id)
        : Promise.reject(new RangeError('a fault\0\ud800'));
    await follow({ ...context, trackingStore: { ...context.trackingStore, readRun } });
    expect(await workflows.job(faulty, 'register')).toMatchObject({
      state: 'failed',
      reason: 'a fault \ufffd',
    });
    expect(await workflows.job(next, 'register')).toMatchObject({ state: 'succeeded' });
  });
});
