import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMlflowServer, temporaryDirectory, type MlflowServer } from '@slipway/testing';
import { slipwayProcess, type SlipwayProcess } from './testing/slipway-process.ts';

interface Report {
  readonly items: readonly { readonly what: string; readonly source: number; readonly verified: number }[];
  readonly failures: readonly string[];
  readonly skippedRuns: number;
}

describe('slipway registry import', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let data: string;
  let mlflow: MlflowServer;
  let server: SlipwayProcess;
  let slipway: string;

  const api = async (root: string, method: string, call: string, content: object = {}): Promise<Answer> => {
    const address = new URL(`${root}/api/2.0/mlflow/${call}`);
    const isGet = method === 'GET';
    if (isGet)
      for (const [name, value] of Object.entries(content)) address.searchParams.set(name, String(value));
    const response = await fetch(address, {
      method,
      ...(isGet ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(content) }),
    });
    const answer = (await response.json()) as Answer;
    if (!response.ok) throw new Error(`${call}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const importing = (...options: string[]): SlipwayProcess =>
    slipwayProcess([
      'registry',
      'import',
      '--from',
      mlflow.url,
      '--team',
      'demo',
      '--data',
      data,
      '--json',
      ...options,
    ]);
  const imported = async (...options: string[]): Promise<{ code: number | null; report: Report }> => {
    const command = importing(...options);
    const report = JSON.parse(await command.stdout) as Report;
    return { code: (await command.ended).code, report };
  };

  const runs: string[] = [];
  beforeAll(async () => {
    directory = await temporaryDirectory();
    data = path.join(directory.path, 'data');
    await mkdir(path.join(directory.path, 'mlflow'));
    server = slipwayProcess([
      'serve',
      'model-registry',
      '--port',
      '0',
      '--data',
      data,
      '--log-level',
      'error',
    ]);
    mlflow = await startMlflowServer({ directory: path.join(directory.path, 'mlflow') });
    await server.said('Slipway is ready');
    slipway = (JSON.parse(await readFile(path.join(data, 'connection.json'), 'utf8')) as { url: string }).url;
    runs.push(...(await fill(mlflow.url, api)));
  }, 480_000);
  afterAll(async () => {
    server.kill('SIGTERM');
    await server.ended;
    await mlflow.stop();
    await directory.remove();
  });

  it('counts on a dry run, and copies nothing', async () => {
    const { code, report } = await imported('--dry-run');
    expect(code).toBe(0);
    expect(Object.fromEntries(report.items.map(({ what, source }) => [what, source]))).toMatchObject({
      runs: runs.length,
      'registered models': 1,
      'model versions': 2,
      artifacts: runs.length,
    });
    await expect(api(slipway, 'GET', 'runs/get', { run_id: runs[0] })).rejects.toThrow('not found');
  });

  it('goes on after a kill in the middle, until everything is here and the same', async () => {
    const command = importing();
    const isThere = (run: string | undefined) =>
      api(slipway, 'GET', 'runs/get', { run_id: run }).then(
        () => true,
        () => false,
      );
    while (!(await isThere(runs[2])));
    command.kill('SIGKILL');
    await command.ended;
    expect(await isThere(runs.at(-1))).toBe(false);

    const { code, report } = await imported('--resume');
    expect([code, report.failures]).toEqual([0, []]);
    expect(report.items.filter(({ source, verified }) => source !== verified)).toEqual([]);
    const again = await imported('--resume');
    expect([again.code, again.report.skippedRuns]).toEqual([0, runs.length]);

    for (const run of runs) {
      const [there, here] = await Promise.all(
        [mlflow.url, slipway].map((root) => api(root, 'GET', 'runs/get', { run_id: run })),
      );
      expect(comparable(here)).toEqual(comparable(there));
    }
    const [there, here] = await Promise.all(
      [mlflow.url, slipway].map((root) =>
        api(root, 'GET', 'registered-models/alias', { name: 'digits', alias: 'champion' }),
      ),
    );
    expect(here?.model_version).toMatchObject({
      version: '2',
      creation_timestamp: there?.model_version?.creation_timestamp,
      run_id: runs[0],
    });
    const uri = await api(slipway, 'GET', 'model-versions/get-download-uri', {
      name: 'digits',
      version: '2',
    });
    expect(uri.artifact_uri).toMatch(new RegExp(`^mlflow-artifacts:/\\d+/${runs[0] ?? ''}/artifacts/model$`));
    const file = await fetch(`${slipway}/get-artifact?run_id=${runs[0] ?? ''}&path=model/weights.bin`);
    expect((await file.arrayBuffer()).byteLength).toBe(100_000);
  }, 480_000);

  it('tells on a dry run what the import refuses: values that would come back as others', async () => {
    const { experiment_id } = await api(mlflow.url, 'POST', 'experiments/create', { name: 'too large' });
    const { run } = await api(mlflow.url, 'POST', 'runs/create', { experiment_id, start_time: 2 ** 60 });
    const run_id = run?.info.run_id ?? '';
    const point = { run_id, key: 'loss', value: 1, timestamp: 1_700_000_000_000 };
    for (const step of [1, 2 ** 60]) await api(mlflow.url, 'POST', 'runs/log-metric', { ...point, step });

    const dry = await imported('--dry-run');
    const refused = 'not a whole number between -(2^53 - 1) and 2^53 - 1';
    expect(dry.report.failures).toEqual([
      expect.stringContaining(`run ${run_id}: startTime: ${refused}`),
      expect.stringContaining(`run ${run_id}: points[loss].step: ${refused}`),
    ]);
    const real = await imported('--resume');
    expect([real.code, real.report.failures]).toEqual([1, [expect.stringContaining(`run ${run_id}`)]]);
  }, 480_000);
});

interface Answer {
  readonly experiment_id?: string;
  readonly artifact_uri?: string;
  readonly run?: {
    readonly info: Readonly<Record<string, unknown>> & {
      readonly run_id: string;
      readonly artifact_uri: string;
    };
    readonly data: Readonly<Record<string, readonly { readonly key: string }[]>>;
  };
  readonly model_version?: Readonly<Record<string, unknown>>;
}

type Api = (root: string, method: string, call: string, content?: object) => Promise<Answer>;

/** An experiment of runs with metrics, params, tags and artifacts, one of them deleted, and a model of the first. */
async function fill(root: string, api: Api): Promise<string[]> {
  const { experiment_id } = await api(root, 'POST', 'experiments/create', { name: 'digits' });
  const ids: string[] = [];
  for (let index = 0; index < 12; index += 1) {
    const { run } = await api(root, 'POST', 'runs/create', {
      experiment_id,
      run_name: `run ${String(index)}`,
      user_id: 'ada',
      start_time: 1_700_000_000_000 + index,
      tags: [{ key: 'team', value: 'vision ✓' }],
    });
    const { run_id = '', artifact_uri = '' } = run?.info ?? {};
    const metrics = Array.from({ length: 500 }, (_, step) => ({
      key: step % 2 === 0 ? 'loss' : 'accuracy',
      value: step === 7 ? 'NaN' : index + 1 / (step + 1),
      timestamp: 1_700_000_000_000 + Math.floor(step / 10),
      step,
    }));
    await api(root, 'POST', 'runs/log-batch', {
      run_id,
      metrics,
      params: [{ key: 'depth', value: String(index) }],
    });
    const place = artifact_uri.replace(/^mlflow-artifacts:\/*/, '');
    await fetch(`${root}/api/2.0/mlflow-artifacts/artifacts/${place}/model/weights.bin`, {
      method: 'PUT',
      body: Buffer.alloc(100_000, index),
    });
    await api(root, 'POST', 'runs/update', { run_id, status: 'FINISHED', end_time: 1_700_000_100_000 });
    ids.push(run_id);
    if (index > 0) continue;
    await api(root, 'POST', 'registered-models/create', { name: 'digits', description: 'of hands' });
    for (let version = 0; version < 2; version += 1)
      await api(root, 'POST', 'model-versions/create', {
        name: 'digits',
        source: `${artifact_uri}/model`,
        run_id,
      });
    await api(root, 'POST', 'registered-models/alias', { name: 'digits', alias: 'champion', version: '2' });
  }
  await api(root, 'POST', 'runs/delete', { run_id: ids[5] });
  return ids;
}

/** What both servers have to agree about. */
function comparable(answer: Answer | undefined): unknown {
  const { run } = answer ?? {};
  // Experiments are numbered anew, and artifacts lie below their numbers.
  const info = { ...run?.info, experiment_id: undefined, artifact_uri: undefined };
  const sorted = (items: readonly { readonly key: string }[] = []): unknown =>
    items
      .filter(({ key }) => key !== 'slipway.importedFrom')
      .toSorted((left, right) => (left.key < right.key ? -1 : 1));
  return {
    info,
    ...Object.fromEntries(Object.entries(run?.data ?? {}).map(([name, items]) => [name, sorted(items)])),
  };
}
