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

interface Shown {
  readonly info: { readonly model_id: string; readonly name: string; readonly status: string };
  readonly data: object;
}

const create = async (content: object = {}): Promise<Shown> => {
  const { status, body } = await registry.call('POST', 'logged-models', { experiment_id: '0', ...content });
  expect([status, body]).toEqual([200, expect.anything()]);
  return (body as { model: Shown }).model;
};

const refusal = async (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  content?: object,
  token?: string,
) => {
  const { status, body } = await registry.call(method, path, content, token);
  const { error_code: code, message } = body as { error_code: string; message: string };
  return [status, code, message];
};
const gone = (id: string): unknown[] => [
  404,
  'RESOURCE_DOES_NOT_EXIST',
  `Logged model with ID '${id}' not found.`,
];

describe('a logged model', () => {
  it('is created in the default experiment, pending, with a name of its own or a random one', async () => {
    const model = await create({
      name: 'iris',
      model_type: 'sklearn',
      source_run_id: 'abc',
      tags: [{ key: 't', value: 'v' }],
      params: [{ key: 'lr', value: '0.1' }, { key: 'empty' }],
    });
    const id = model.info.model_id;
    expect(model).toEqual({
      info: {
        model_id: expect.stringMatching(/^m-[0-9a-f]{32}$/),
        experiment_id: '0',
        name: 'iris',
        creation_timestamp_ms: expect.any(Number),
        last_updated_timestamp_ms: expect.any(Number),
        artifact_uri: `mlflow-artifacts:/0/models/${id}/artifacts`,
        status: 'LOGGED_MODEL_PENDING',
        model_type: 'sklearn',
        source_run_id: 'abc',
        tags: [{ key: 't', value: 'v' }],
      },
      data: {
        params: [
          { key: 'lr', value: '0.1' },
          { key: 'empty', value: '' },
        ],
      },
    });
    const { body } = await registry.call('GET', `logged-models/${id}`, {}, 'viewer');
    expect(body).toMatchObject({ model: { info: model.info } });
    expect((await create()).info.name).toMatch(/^[a-z]+-[a-z]+-\d+$/);
  });

  it.each([
    [
      { experiment_id: undefined },
      'INVALID_PARAMETER_VALUE',
      "Missing value for required parameter 'experiment_id'.",
    ],
    [
      { experiment_id: 'abc' },
      'INVALID_PARAMETER_VALUE',
      "Invalid experiment ID 'abc'. Experiment ID must be a valid integer.",
    ],
    [{ experiment_id: '99' }, 'RESOURCE_DOES_NOT_EXIST', 'No Experiment with id=99 exists'],
    [{ name: 'a/b' }, 'INVALID_PARAMETER_VALUE', "Invalid model name ('a/b') provided."],
    [{ name: 'x'.repeat(501) }, 'BAD_REQUEST', 'The name of a logged model has more than 500 characters.'],
    [{ params: 'x' }, 'INVALID_PARAMETER_VALUE', 'Invalid value "x" for parameter \'params\' supplied:'],
    [{ params: [{ key: 'a' }, { key: 'a' }] }, 'BAD_REQUEST', "The parameter 'a' is given twice."],
    [{ tags: [{ key: 'a' }, { key: 'a' }] }, 'BAD_REQUEST', "The tag 'a' is given twice."],
  ])('is refused with %j', async (content, code, message) => {
    const [, foundCode, foundMessage] = await refusal('POST', 'logged-models', {
      experiment_id: '0',
      ...content,
    });
    expect([foundCode, foundMessage]).toEqual([code, expect.stringContaining(message)]);
  });

  it('is finalized by the name or the number of a status', async () => {
    const id = (await create()).info.model_id;
    const finalize = async (status: unknown) =>
      (await registry.call('PATCH', `logged-models/${id}`, { model_id: id, status })).body;
    expect(await finalize('LOGGED_MODEL_READY')).toMatchObject({
      model: { info: { status: 'LOGGED_MODEL_READY' } },
    });
    expect(await finalize(3)).toMatchObject({ model: { info: { status: 'LOGGED_MODEL_UPLOAD_FAILED' } } });
    expect(await finalize('DONE')).toMatchObject({ error_code: 'INVALID_PARAMETER_VALUE' });
    expect(await refusal('PATCH', `logged-models/${id}`, { status: 2 })).toEqual([
      400,
      'INVALID_PARAMETER_VALUE',
      expect.stringContaining("Missing value for required parameter 'model_id'."),
    ]);
    expect(await refusal('PATCH', 'logged-models/m-1', { model_id: 'm-1', status: 2 })).toEqual(gone('m-1'));
  });

  it('has tags that are set and deleted, and parameters that never change', async () => {
    const id = (await create()).info.model_id;
    const path = `logged-models/${id}`;
    const tags = [
      { key: 'b', value: '1' },
      { key: 'a/c d', value: '' },
      { key: 'b', value: '2' },
    ];
    expect((await registry.call('PATCH', `${path}/tags`, { tags })).body).toEqual({});
    expect((await registry.call('DELETE', `${path}/tags/${encodeURIComponent('a/c d')}`)).body).toEqual({});
    expect(await refusal('DELETE', `${path}/tags/zz`)).toEqual([
      404,
      'RESOURCE_DOES_NOT_EXIST',
      `No tag with key 'zz' found for model with ID '${id}'.`,
    ]);
    const params = { model_id: id, params: [{ key: 'p', value: '1' }] };
    expect((await registry.call('POST', `${path}/params`, params)).body).toEqual({});
    expect(await refusal('POST', `${path}/params`, params)).toEqual([
      400,
      'BAD_REQUEST',
      expect.stringContaining(id),
    ]);
    expect((await registry.call('GET', path)).body).toMatchObject({
      model: { info: { tags: [{ key: 'b', value: '2' }] }, data: { params: [{ key: 'p', value: '1' }] } },
    });
  });

  it('is gone when it is deleted, but for who asks for deleted ones', async () => {
    const id = (await create()).info.model_id;
    const path = `logged-models/${id}`;
    expect((await registry.call('DELETE', path)).body).toEqual({});
    expect(await refusal('GET', path)).toEqual(gone(id));
    expect((await registry.call('GET', path, { allow_deleted: true })).status).toBe(200);
    expect((await registry.call('DELETE', path)).status).toBe(200);
  });

  it('does not exist for another team, and viewers cannot write it', async () => {
    const id = (await create()).info.model_id;
    const path = `logged-models/${id}`;
    expect(await refusal('GET', path, {}, 'stranger')).toEqual(gone(id));
    expect(await refusal('DELETE', path, {}, 'stranger')).toEqual(gone(id));
    expect(await refusal('PATCH', `${path}/tags`, { tags: [{ key: 'a' }] }, 'stranger')).toEqual(gone(id));
    expect((await refusal('DELETE', path, {}, 'viewer'))[1]).toBe('PERMISSION_DENIED');
    const found = await registry.call('POST', 'logged-models/search', { experiment_ids: ['0'] }, 'stranger');
    expect(found.body).toEqual({});
  });
});

describe('a search of logged models', () => {
  const search = async (content: object = {}) => {
    const { body } = await registry.call('POST', 'logged-models/search', {
      experiment_ids: ['0'],
      ...content,
    });
    return body as { models?: Shown[]; next_page_token?: string };
  };

  it('pages by a token that is good for the same search only', async () => {
    const filter = "tags.batch = 'paged'";
    const tags = [{ key: 'batch', value: 'paged' }];
    for (const name of ['a', 'b', 'c']) await create({ name, tags });
    const query = { filter, max_results: 2, order_by: [{ field_name: 'name', ascending: true }] };
    const first = await search(query);
    expect(first.models?.map(({ info }) => info.name)).toEqual(['a', 'b']);
    const token = first.next_page_token ?? '';
    expect(JSON.parse(Buffer.from(token, 'base64').toString())).toMatchObject({
      offset: 2,
      experiment_ids: ['0'],
    });
    const second = await search({ ...query, page_token: token });
    expect([second.models?.map(({ info }) => info.name), second.next_page_token]).toEqual([['c'], undefined]);
    for (const [change, message] of [
      [
        { experiment_ids: ['1'] },
        "Experiment IDs in the page token do not match the requested experiment IDs. Expected: ['1']. Found: ['0']",
      ],
      [
        { filter: "name = 'x'" },
        "Filter string in the page token does not match the requested filter string. Expected: name = 'x'.",
      ],
      [{ order_by: [] }, 'Order by in the page token does not match the requested order by. Expected: null.'],
    ] as const)
      expect(await search({ ...query, page_token: token, ...change })).toMatchObject({
        error_code: 'INVALID_PARAMETER_VALUE',
        message: expect.stringContaining(message),
      });
  });

  it.each([
    [{ experiment_ids: undefined }, "Missing value for required parameter 'experiment_ids'."],
    [{ experiment_ids: ['x'] }, "Invalid experiment ID 'x'."],
    [{ datasets: [{ dataset_digest: 'd' }] }, '`dataset_name` in the `datasets` clause must be specified.'],
    [
      { order_by: [{ field_name: 'params.x' }] },
      'Invalid order by field name: params.x. Only metrics are supported.',
    ],
    [{ order_by: [{}] }, 'Invalid order by field name: '],
    [{ filter: 'metrics.x LIKE 5' }, "Invalid comparison operator for metrics.x: 'LIKE'."],
    [{ page_token: 'xx' }, 'Invalid page token'],
    [{ page_token: Buffer.from('{"offset":-1}').toString('base64') }, 'Invalid page token'],
    [{ max_results: -1 }, "Invalid value -1 for parameter 'max_results' supplied."],
  ])('is refused with %j', async (content, message) => {
    expect(await search(content)).toMatchObject({
      error_code: 'INVALID_PARAMETER_VALUE',
      message: expect.stringContaining(message),
    });
  });
});
