import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRegistry, type RegistryHarness } from '../testing/registry-harness.ts';

let registry: RegistryHarness;

beforeAll(async () => {
  registry = await startRegistry({
    tokens: {
      viewer: [{ role: 'viewer', team: 'demo' }],
      stranger: [{ role: 'maintainer', team: 'speech' }],
    },
  });
});

afterAll(() => registry.stop());

const post = (path: string, content: object, token?: string) => registry.call('POST', path, content, token);
const get = (path: string, content: object, token?: string) => registry.call('GET', path, content, token);

interface Run {
  readonly info: { readonly run_id: string; readonly artifact_uri: string };
  readonly data: object;
}

const createRun = async (content: object = {}): Promise<Run> =>
  ((await post('runs/create', { experiment_id: '0', ...content })).body as { run: Run }).run;
const readRun = async (id: string): Promise<Run> =>
  ((await get('runs/get', { run_id: id })).body as { run: Run }).run;
const refused = (message: string, code = 'INVALID_PARAMETER_VALUE', status = 400) => ({
  status,
  body: { error_code: code, message },
});
const hint = 'See the API docs for more information about request parameters.';

describe('a run', () => {
  it('is created with the defaults of MLflow and a random name, which is its tag too', async () => {
    const { status, body } = await post('runs/create', { start_time: 5, tags: [{ key: 'a', value: 'b' }] });
    const { run } = body as { run: Run };
    const id = run.info.run_id;
    const name = expect.stringMatching(/^[a-z]+-[a-z]+-\d+$/) as unknown;
    expect(status).toBe(200);
    expect(run).toEqual({
      info: {
        run_uuid: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
        run_id: id,
        experiment_id: '0',
        run_name: name,
        user_id: '',
        status: 'RUNNING',
        start_time: 5,
        artifact_uri: `mlflow-artifacts:/0/${id}/artifacts`,
        lifecycle_stage: 'active',
      },
      data: {
        tags: [
          { key: 'a', value: 'b' },
          { key: 'mlflow.runName', value: name },
        ],
      },
      inputs: {},
    });
    expect(await readRun(id)).toEqual({ ...run, outputs: {} });
    expect((await get('runs/get', { run_uuid: id })).body).toEqual({ run: { ...run, outputs: {} } });
  });

  it('is not created where MLflow would not', async () => {
    expect(await post('runs/create', { experiment_id: '99' })).toEqual(
      refused('No Experiment with id=99 exists', 'RESOURCE_DOES_NOT_EXIST', 404),
    );
    expect(await post('runs/create', { experiment_id: 'x' })).toEqual(
      refused("Invalid experiment ID 'x'. Experiment ID must be a valid integer."),
    );
    expect(await post('runs/create', { start_time: 'now' })).toEqual(
      refused(
        `Invalid value "now" for parameter 'start_time' supplied:  Hint: Value was of type 'str'. ${hint}`,
      ),
    );
    const tags = [{ key: 'mlflow.runName', value: 'b' }];
    expect(await post('runs/create', { run_name: 'a', tags })).toEqual(
      refused(
        "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='a', mlflow.runName='b').",
      ),
    );
  });

  it('is updated, deleted and restored; deleted it takes nothing', async () => {
    const { run_id } = (await createRun()).info;
    const update = { run_id, status: 'FINISHED', end_time: '77', run_name: 'done' };
    const { body } = await post('runs/update', update);
    const info = { status: 'FINISHED', end_time: 77, run_name: 'done', run_id };
    expect(body).toMatchObject({ run_info: info });
    expect((await post('runs/delete', { run_id })).body).toEqual({});
    const deleted = refused(`The run ${run_id} must be in the 'active' state. Current state is deleted.`);
    expect(await post('runs/update', { run_id })).toEqual(deleted);
    expect(await post('runs/log-batch', { run_id })).toEqual(deleted);
    expect(await post('runs/set-tag', { run_id, key: 'a', value: 'b' })).toEqual(deleted);
    expect(await post('runs/log-inputs', { run_id })).toEqual(deleted);
    expect((await get('runs/get', { run_id })).body).toMatchObject({
      run: { info: { lifecycle_stage: 'deleted' } },
    });
    expect((await post('runs/restore', { run_id })).body).toEqual({});
    expect((await post('runs/update', { run_id })).body).toMatchObject({
      run_info: { ...info, lifecycle_stage: 'active' },
    });
    const none = refused('Run with id=none not found', 'RESOURCE_DOES_NOT_EXIST', 404);
    for (const path of ['update', 'delete', 'restore', 'log-batch', 'log-inputs'])
      expect(await post(`runs/${path}`, { run_id: 'none' })).toEqual(none);
  });

  it('shows itself to its team alone, and changes for contributors alone', async () => {
    const { run_id } = (await createRun()).info;
    expect((await get('runs/get', { run_id }, 'viewer')).status).toBe(200);
    expect((await get('runs/get', { run_id }, 'stranger')).status).toBe(404);
    expect((await post('runs/set-tag', { run_id, key: 'a', value: 'b' }, 'viewer')).status).toBe(403);
    expect((await post('runs/log-batch', { run_id }, 'stranger')).status).toBe(404);
    expect((await post('runs/search', { experiment_ids: ['0'] }, 'stranger')).body).toEqual({});
  });
});

const tooMany = Array.from({ length: 101 }, (_, index) => String(index));

describe('logging', () => {
  it('takes metrics, params and tags, one by one and together', async () => {
    const { run_id } = (await createRun({ run_name: 'n' })).info;
    const point = { key: 'm', value: 0.5, timestamp: 1 };
    for (const [path, content] of [
      ['log-metric', { run_uuid: run_id, ...point }],
      ['log-metric', { run_id, ...point, value: 'NaN', timestamp: '2', step: '7' }],
      ['log-parameter', { run_id, key: 'p', value: 'x' }],
      ['set-tag', { run_id, key: 't', value: 'y' }],
      [
        'log-batch',
        {
          run_id,
          metrics: [{ ...point, key: 'n', value: '-Infinity' }],
          params: [{ key: 'p', value: 'x' }, { key: 'empty' }],
          tags: [{ key: 't', value: 'z' }],
        },
      ],
    ] as const)
      expect(await post(`runs/${path}`, content)).toEqual({ status: 200, body: {} });
    expect((await readRun(run_id)).data).toEqual({
      metrics: [
        { key: 'm', value: 'NaN', timestamp: 2, step: 7 },
        { key: 'n', value: -Number.MAX_VALUE, timestamp: 1, step: 0 },
      ],
      params: [
        { key: 'empty', value: '' },
        { key: 'p', value: 'x' },
      ],
      tags: [
        { key: 'mlflow.runName', value: 'n' },
        { key: 't', value: 'z' },
      ],
    });
  });

  it('refuses another value of a param in the words of each endpoint', async () => {
    const { run_id } = (await createRun()).info;
    await post('runs/log-parameter', { run_id, key: 'p', value: "it's" });
    expect(await post('runs/log-parameter', { run_id, key: 'p', value: '2' })).toEqual(
      refused(
        `Changing param values is not allowed. Param with key='p' was already logged with value='it's' for run ID='${run_id}'. Attempted logging new value '2'.`,
      ),
    );
    expect(await post('runs/log-batch', { run_id, params: [{ key: 'p', value: '2' }] })).toEqual(
      refused(
        `Changing param values is not allowed. Params were already logged='[{'key': 'p', 'old_value': "it's", 'new_value': '2'}]' for run ID='${run_id}'.`,
      ),
    );
  });

  it.each([
    ['log-metric', { key: 'm', timestamp: 1 }, `Missing value for required parameter 'value'. ${hint}`],
    [
      'log-metric',
      { key: 'a/../b', value: 1, timestamp: 1 },
      "Invalid value \"a/../b\" for parameter 'name' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to 'b'",
    ],
    [
      'log-batch',
      { metrics: [{ key: 'm', value: 1 }] },
      `Missing value for required parameter 'metrics[0].timestamp'. ${hint}`,
    ],
    [
      'log-batch',
      { params: [{ value: 'v' }] },
      `Missing value for required parameter 'params[0].key'. ${hint}`,
    ],
    ['log-batch', { metrics: [1] }, `Invalid value 1 for parameter 'metrics[0]' supplied. ${hint}`],
    [
      'log-batch',
      { metrics: { a: 1 } },
      `Invalid value {"a":1} for parameter 'metrics' supplied:  Hint: Value was of type 'dict'. ${hint}`,
    ],
    [
      'log-batch',
      { metrics: [{ key: 'm', value: 'a', timestamp: 1 }] },
      `Invalid value "a" for parameter 'metrics[0].value' supplied. ${hint}`,
    ],
    [
      'log-batch',
      { metrics: [{ key: 'm', value: 1, timestamp: -1 }] },
      "Invalid value -1 for parameter 'metrics[0].timestamp' supplied: metric 'm' (value=1.0). Timestamp must be a nonnegative long (64-bit integer) ",
    ],
    [
      'log-metric',
      { key: 'm', value: 1, timestamp: '9007199254740993' },
      "Invalid value 9007199254740992 for parameter 'timestamp' supplied. It must lie between -(2^53 - 1) and 2^53 - 1.",
    ],
    [
      'log-batch',
      {
        params: [
          { key: 'p', value: '1' },
          { key: 'p', value: '2' },
        ],
      },
      "Duplicate parameter keys have been submitted: ['p']. Please ensure the request contains only one param value per param key.",
    ],
  ])('%s refuses %j', async (path, content, message) => {
    const { run_id } = (await createRun()).info;
    expect(await post(`runs/${path}`, { run_id, ...content })).toEqual(refused(message));
    expect((await readRun(run_id)).data).toMatchObject({ tags: [{ key: 'mlflow.runName' }] });
  });

  it('has bounds', async () => {
    const { run_id } = (await createRun()).info;
    expect(await post('runs/log-batch', { run_id, tags: tooMany.map((key) => ({ key })) })).toEqual(
      refused(
        'A batch logging request can contain at most 100 tags. Got 101 tags. Please split up tags across multiple requests and try again.',
      ),
    );
    const chart = { run_ids: tooMany, metric_key: 'm' };
    expect(await get('metrics/get-history-bulk-interval', chart)).toEqual(
      refused(
        `GetMetricHistoryBulkInterval request must specify at most 100 run_ids. Received 101 run_ids. ${hint}`,
      ),
    );
  });

  it('writes the points of a logged model to that model too', async () => {
    const { run_id } = (await createRun()).info;
    const { body } = await post('logged-models', { experiment_id: '0' });
    const { model_id } = (body as { model: { info: { model_id: string } } }).model.info;
    const point = { key: 'm', value: 1, timestamp: 1 };
    await post('runs/log-metric', { run_id, ...point, model_id, dataset_name: 'd', dataset_digest: 'x' });
    await post('runs/log-batch', {
      run_id,
      metrics: [{ ...point, value: 2, timestamp: 2, model_id }, point],
    });
    expect((await get(`logged-models/${model_id}`, {})).body).toMatchObject({
      model: {
        data: {
          metrics: [
            { ...point, run_id, model_id, dataset_name: 'd', dataset_digest: 'x' },
            { ...point, value: 2, timestamp: 2, run_id, model_id },
          ],
        },
      },
    });
    expect(await post('runs/log-metric', { run_id, ...point, timestamp: 3, model_id: 'm-none' })).toEqual(
      refused('No logged model has the ID m-none.', 'BAD_REQUEST'),
    );
    expect((await get('metrics/get-history', { run_id, metric_key: 'm' })).body).toEqual({
      metrics: [
        { ...point, step: 0 },
        { ...point, value: 2, timestamp: 2, step: 0 },
      ],
    });
  });

  it('keeps the models of clients before MLflow 3 in a tag, as Python writes JSON', async () => {
    const { run_id } = (await createRun()).info;
    const model = { artifact_path: 'mé', flavors: {}, utc_time_created: 'now', run_id: 'r' };
    await post('runs/log-model', { run_id, model_json: JSON.stringify(model) });
    const flavors = { python_function: { config: { secret: 1 }, env: null } };
    await post('runs/log-model', {
      run_id,
      model_json: JSON.stringify({ ...model, flavors, model_uuid: 'u' }),
    });
    expect((await readRun(run_id)).data).toMatchObject({
      tags: [
        {
          key: 'mlflow.log-model.history',
          value:
            String.raw`[{"run_id": "r", "artifact_path": "m\u00e9", "utc_time_created": "now", "model_uuid": null, "flavors": {}}, ` +
            String.raw`{"run_id": "r", "artifact_path": "m\u00e9", "utc_time_created": "now", "model_uuid": "u", "flavors": {"python_function": {"env": null}}}]`,
        },
        { key: 'mlflow.runName' },
      ],
    });
    expect(await post('runs/log-model', { run_id, model_json: '{' })).toEqual(
      refused('Malformed model info. \n { \n is not a valid JSON.'),
    );
  });

  it('deletes tags that are there', async () => {
    const { run_id } = (await createRun({ tags: [{ key: 'a', value: 'b' }] })).info;
    expect((await post('runs/delete-tag', { run_id, key: 'a' })).body).toEqual({});
    expect(await post('runs/delete-tag', { run_id, key: 'a' })).toEqual(
      refused(`No tag with name: a in run with id ${run_id}`, 'RESOURCE_DOES_NOT_EXIST', 404),
    );
  });

  it('takes what a run has read and made', async () => {
    const { run_id } = (await createRun()).info;
    const dataset = { name: 'd', digest: 'x', source_type: 't', source: 's' };
    const tags = [{ key: 'mlflow.data.context', value: 'eval' }];
    await post('runs/log-inputs', { run_id, datasets: [{ dataset, tags }], models: [{ model_id: 'm-1' }] });
    await post('runs/outputs', { run_id, models: [{ model_id: 'm-2', step: 3 }] });
    expect(await readRun(run_id)).toMatchObject({
      inputs: { dataset_inputs: [{ dataset, tags }], model_inputs: [{ model_id: 'm-1' }] },
      outputs: { model_outputs: [{ model_id: 'm-2', step: 3 }] },
    });
    const { body } = await post('experiments/search-datasets', { experiment_ids: ['0'] });
    expect(body).toEqual({
      dataset_summaries: [{ experiment_id: '0', name: 'd', digest: 'x', context: 'eval' }],
    });
    expect(await post('runs/outputs', { run_id })).toEqual(
      refused(`Missing value for required parameter 'models'. ${hint}`),
    );
  });
});

describe('a history', () => {
  it('is read by pages, by samples and for a chart of several runs', async () => {
    const { run_id } = (await createRun()).info;
    const points = Array.from({ length: 9 }, (_, step) => ({ key: 'm', value: step, timestamp: 1, step }));
    await post('runs/log-batch', { run_id, metrics: points.toReversed() });
    const read: unknown[] = [];
    let page_token: string | undefined;
    do {
      const query = { run_id, metric_key: 'm', max_results: 4, ...(page_token ? { page_token } : {}) };
      const { body } = await get('metrics/get-history', query);
      const page = body as { metrics: unknown[]; next_page_token?: string };
      read.push(...page.metrics);
      page_token = page.next_page_token;
    } while (page_token !== undefined);
    expect(read).toEqual(points);
    const sample = { run_ids: [run_id], metric_key: 'm', max_results: 3 };
    expect((await get('metrics/get-history-bulk-interval', sample)).body).toEqual({
      metrics: [0, 3, 8].map((step) => ({ ...points[step], run_id })),
    });
    const steps = { run_ids: [run_id, 'none'], metric_key: 'm', start_step: 2, end_step: 3 };
    expect((await get('metrics/get-history-bulk-interval', steps)).body).toEqual({
      metrics: [2, 3].map((step) => ({ ...points[step], run_id })),
    });
    const bulk = '/ajax-api/2.0/mlflow/metrics/get-history-bulk';
    expect((await get(bulk, { run_id, metric_key: 'm', max_results: 2 })).body).toEqual({
      metrics: [0, 1].map((step) => ({ ...points[step], run_id })),
    });
    expect((await get(bulk, { run_id, metric_key: 'none' })).body).toEqual({ metrics: [] });
    expect((await get('metrics/get-history', { run_id: 'none', metric_key: 'm' })).body).toEqual({});
  });

  it.each([
    [
      'metrics/get-history',
      { max_results: 0 },
      "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer.",
    ],
    ['metrics/get-history', { page_token: 'x' }, 'Invalid page token, could not base64-decode'],
    ['metrics/get-history', { page_token: 'e30=' }, 'Invalid page token, parsed value={}'],
    [
      'metrics/get-history-bulk-interval',
      { run_ids: 'r', start_step: 1 },
      'If either start step or end step are specified, both must be specified.',
    ],
    [
      'metrics/get-history-bulk-interval',
      { run_ids: 'r', start_step: 2, end_step: 1 },
      'end_step must be greater than start_step. Found start_step=2 and end_step=1.',
    ],
    [
      'metrics/get-history-bulk-interval',
      { run_ids: 'r', max_results: 0 },
      `max_results must be between 1 and 2500. ${hint}`,
    ],
  ])('%s refuses %j', async (path, query, message) => {
    expect(await get(path, { run_id: 'r', metric_key: 'm', ...query })).toEqual(refused(message));
  });
});

describe('a search', () => {
  it('finds runs by what they logged, page by page', async () => {
    const { body } = await post('experiments/create', { name: 'searched' });
    const { experiment_id } = body as { experiment_id: string };
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const { run_id } = (await createRun({ experiment_id, start_time: index })).info;
      await post('runs/log-batch', {
        run_id,
        metrics: [{ key: 'm', value: index % 2 === 0 ? index : 'NaN', timestamp: 1 }],
        params: [{ key: 'p', value: String(index % 2) }],
      });
      ids.push(run_id);
    }
    const found = async (query: object): Promise<[readonly number[], string | undefined]> => {
      const answer = await post('runs/search', { experiment_ids: [experiment_id], ...query });
      const { runs = [], next_page_token } = answer.body as { runs?: Run[]; next_page_token?: string };
      return [runs.map(({ info }) => ids.indexOf(info.run_id)), next_page_token];
    };
    expect(await found({ filter: "metrics.m > 0 and params.p = '0'" })).toEqual([[4, 2], undefined]);
    expect(await found({ filter: "params.p = '0''; drop table tracking.run --'" })).toEqual([[], undefined]);
    expect(await found({ order_by: ['metrics.m ASC'] })).toEqual([[0, 2, 4, 3, 1], undefined]);
    const [first, page_token] = await found({ order_by: ['metrics.m DESC'], max_results: 3 });
    expect(first).toEqual([4, 2, 0]);
    expect(await found({ order_by: ['metrics.m DESC'], max_results: 3, page_token })).toEqual([
      [3, 1],
      undefined,
    ]);
    await post('runs/delete', { run_id: ids[1] });
    expect(await found({ run_view_type: 'DELETED_ONLY' })).toEqual([[1], undefined]);
    expect(await found({ run_view_type: 'ALL', max_results: 2 })).toEqual([[4, 3], expect.any(String)]);
  });

  it.each([
    [
      { max_results: 0 },
      "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer",
    ],
    [{ experiment_ids: ['x'] }, "Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
    [{ page_token: '%' }, 'Invalid page token, could not base64-decode'],
    [
      { filter: "tags.a = 'x' or tags.b = 'y'" },
      expect.stringContaining('Invalid clause(s) in filter string'),
    ],
  ])('refuses %j', async (query, message) => {
    expect(await post('runs/search', query)).toEqual({
      status: 400,
      body: { error_code: 'INVALID_PARAMETER_VALUE', message },
    });
  });
});
