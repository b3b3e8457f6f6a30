import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LoggedChange } from '@slipway/ports';
import { startRegistry, type Answer, type RegistryHarness } from '../testing/registry-harness.ts';
import { filesOf, modelsIn } from './testing/committed-models.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
type Body = Readonly<Record<string, unknown>>;

let registry: RegistryHarness;

beforeAll(async () => {
  registry = await startRegistry({
    tokens: {
      alice: [{ role: 'contributor', team: 'vision' }],
      vera: [{ role: 'viewer', team: 'vision' }],
      bob: [{ role: 'contributor', team: 'speech' }],
    },
    env: { MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX: '^(?!.*forbidden)' },
  });
});
afterAll(async () => {
  await registry.stop();
});

/** The answer's body, of a call that must succeed. */
async function done(method: Method, path: string, content: object, token?: string): Promise<Body> {
  const { status, body } = await registry.call(method, path, content, token);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body as Body;
}

const newModel = (name: string, fields: object = {}) =>
  done('POST', 'registered-models/create', { name, ...fields });
const newVersion = (name: string, fields: object = {}) =>
  done('POST', 'model-versions/create', { name, source: 's3://bucket/model', ...fields });
const getModel = async (name: string) =>
  (await done('GET', 'registered-models/get', { name })).registered_model;
const getVersion = async (name: string, version: string) =>
  (await done('GET', 'model-versions/get', { name, version })).model_version;
const setAlias = (name: string, alias: string, version: string) =>
  done('POST', 'registered-models/alias', { name, alias, version });

const changes = (): Promise<readonly LoggedChange[]> =>
  registry.database.changeQueue.pending('environment', 10_000, 1_000_000_000);
const changesOf = async (name: string): Promise<LoggedChange[]> =>
  (await changes()).filter(({ resource }) => resource === `RegisteredModel/demo/${name}`);

const refusal = ({ status, body }: Answer): readonly [number, string, string] => {
  const { error_code: code, message } = body as { readonly error_code: string; readonly message: string };
  return [status, code, message];
};

describe('a registered model', () => {
  it('is answered in MLflow’s form through its life, and each write is one change', async () => {
    const tags = [
      { key: 'task', value: 'old' },
      { key: 'area', value: 'x' },
      { key: 'task', value: 'classification' },
    ];
    const { registered_model: made } = await newModel('iris', { tags, description: 'Which iris?' });
    const at: unknown = expect.any(Number);
    const sorted = [
      { key: 'area', value: 'x' },
      { key: 'task', value: 'classification' },
    ];
    expect(made).toEqual({
      name: 'iris',
      creation_timestamp: at,
      last_updated_timestamp: at,
      description: 'Which iris?',
      tags: sorted,
    });
    expect((await newVersion('iris', { run_link: 'http://x', description: 'first' })).model_version).toEqual({
      name: 'iris',
      version: '1',
      creation_timestamp: at,
      last_updated_timestamp: at,
      current_stage: 'None',
      description: 'first',
      source: 's3://bucket/model',
      run_id: '',
      run_link: 'http://x',
      status: 'READY',
    });
    await newVersion('iris');
    await setAlias('iris', 'champion', '2');
    await setAlias('iris', 'champion', '2');
    await done('POST', 'registered-models/set-tag', { name: 'iris', key: 'area', value: 'y' });
    await done('DELETE', 'registered-models/delete-tag', { name: 'iris', key: 'nothing' });
    const { registered_model: updated } = await done('PATCH', 'registered-models/update', { name: 'iris' });
    expect(updated).toMatchObject({
      name: 'iris',
      latest_versions: [{ version: '2', current_stage: 'None' }],
      aliases: [{ alias: 'champion', version: '2' }],
    });
    expect(updated).not.toHaveProperty('description');
    await done('POST', 'registered-models/rename', { name: 'iris', new_name: 'Iris: no' }).catch(
      () => undefined,
    );
    const { registered_model: renamed } = await done('POST', 'registered-models/rename', {
      name: 'iris',
      new_name: 'Iris',
    });
    expect(renamed).toMatchObject({ name: 'Iris', aliases: [{ alias: 'champion', version: '2' }] });
    expect(await getVersion('Iris', '2')).toMatchObject({ aliases: ['champion'] });
    await done('DELETE', 'registered-models/delete', { name: 'Iris' });
    expect(refusal(await registry.call('GET', 'registered-models/get', { name: 'Iris' }))).toEqual([
      404,
      'RESOURCE_DOES_NOT_EXIST',
      'Registered Model with name=Iris not found',
    ]);
    expect(
      [...(await changesOf('iris')), ...(await changesOf('Iris'))].map(({ subject }) => subject),
    ).toEqual([
      'Create model iris',
      'Create version 1 of model iris',
      'Create version 2 of model iris',
      'Set alias champion of model iris to version 2',
      'Set tag area of model iris',
      'Describe model iris',
      'Rename model iris to Iris',
      'Delete model Iris',
    ]);
  });

  it('may have any name, which its commits can show', async () => {
    const name = 'a "b" \u0007\n- c \u{1F338}'.padEnd(90, 'é');
    await newModel(name);
    expect(await getModel(name)).toMatchObject({ name });
    const change = (await changes()).at(-1);
    expect(change?.subject).toMatch(/^Create model a "b" \\u0007\\u000a- c \u{1F338}é+…?$/u);
    expect(change?.operations[0]?.path).toMatch(/^teams\/demo\/models\/a-b-c-(?:e-)*e?-?[0-9a-f]{10}\.yaml$/);
  });

  it('is refused when git could not hold it, and nothing of it stays', async () => {
    const secret = `AKIA${'Z'.repeat(16)}`;
    expect(
      refusal(await registry.call('POST', 'registered-models/create', { name: 'leak', description: secret })),
    ).toEqual([400, 'INVALID_PARAMETER_VALUE', expect.stringContaining('holds what looks like')]);
    await newModel('large');
    const value = 'x'.repeat(100_000);
    for (let index = 0; index < 10; index += 1)
      await done('POST', 'registered-models/set-tag', { name: 'large', key: `k${String(index)}`, value });
    const [status, code, message] = refusal(
      await registry.call('POST', 'registered-models/set-tag', { name: 'large', key: 'k10', value }),
    );
    expect([status, code]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
    expect(message).toContain('teams/demo/models/large.yaml: the file is larger than 1048576 bytes');
    expect(((await getModel('large')) as { readonly tags: unknown[] }).tags).toHaveLength(10);
    expect(refusal(await registry.call('GET', 'registered-models/get', { name: 'leak' }))[0]).toBe(404);
  });
});

describe('versions', () => {
  it('are numbered without gaps under parallel creates, and never twice', async () => {
    await newModel('busy');
    const made = await Promise.all(Array.from({ length: 20 }, () => newVersion('busy')));
    const numbers = made.map(({ model_version: version }) =>
      Number((version as { version: string }).version),
    );
    expect(numbers.toSorted((left, right) => left - right)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    await done('DELETE', 'model-versions/delete', { name: 'busy', version: '20' });
    expect((await newVersion('busy')).model_version).toMatchObject({ version: '21' });
    const subjects = (await changesOf('busy')).map(({ subject }) => subject);
    expect(subjects.slice(1, 21)).toEqual(
      Array.from({ length: 20 }, (_, index) => `Create version ${String(index + 1)} of model busy`),
    );
  });

  it('lie in files of a hundred, of which a write writes one or two', async () => {
    await newModel('long');
    for (let index = 0; index < 101; index += 1) await newVersion('long');
    await done('PATCH', 'model-versions/update', { name: 'long', version: '101', description: 'last' });
    await setAlias('long', 'champion', '101');
    expect(
      (await changesOf('long')).slice(-3).map(({ operations }) => operations.map(({ path }) => path)),
    ).toEqual([
      ['teams/demo/models/long.yaml', 'teams/demo/models/long/versions-101-200.yaml'],
      ['teams/demo/models/long/versions-101-200.yaml'],
      ['teams/demo/models/long.yaml'],
    ]);
    await done('POST', 'model-versions/transition-stage', { name: 'long', version: '101', stage: 'staging' });
    await done('POST', 'model-versions/transition-stage', {
      name: 'long',
      version: '1',
      stage: 'STAGING',
      archive_existing_versions: true,
    });
    expect(await getVersion('long', '101')).toMatchObject({
      current_stage: 'Archived',
      aliases: ['champion'],
    });
    expect(
      (
        await done('POST', 'registered-models/get-latest-versions', {
          name: 'long',
          stages: ['staging', 'NONE'],
        })
      ).model_versions,
    ).toMatchObject([{ version: '1' }, { version: '100' }]);
  });

  it('tell a description that was never given from one that was taken away', async () => {
    await newModel('described');
    await newVersion('described');
    expect(await getVersion('described', '1')).toHaveProperty('description', '');
    await done('PATCH', 'model-versions/update', { name: 'described', version: '1' });
    expect(await getVersion('described', '1')).not.toHaveProperty('description');
  });

  it('are made from runs, logged models and other versions, with their lineage', async () => {
    const { run } = await done('POST', 'runs/create', { experiment_id: '0' });
    const { run_id: runId, artifact_uri: root } = (run as { info: { run_id: string; artifact_uri: string } })
      .info;
    const { model } = await done('POST', 'logged-models', {
      experiment_id: '0',
      name: 'm',
      source_run_id: runId,
    });
    const { model_id: modelId, artifact_uri: uri } = (
      model as { info: { model_id: string; artifact_uri: string } }
    ).info;
    await newModel('made');
    expect(
      (await newVersion('made', { source: `${root}/model`, run_id: runId })).model_version,
    ).toMatchObject({
      run_id: runId,
    });
    expect(
      (await newVersion('made', { source: `models:/${modelId}`, model_id: modelId })).model_version,
    ).toMatchObject({ source: `models:/${modelId}`, run_id: runId, model_id: modelId });
    expect((await newVersion('made', { source: 'models:/made/latest' })).model_version).toMatchObject({
      source: 'models:/made/2',
      run_id: runId,
      model_id: modelId,
    });
    expect(await done('GET', 'model-versions/get-download-uri', { name: 'made', version: '3' })).toEqual({
      artifact_uri: uri,
    });
    const tagged = await done('GET', `logged-models/${modelId}`, {});
    const { tags } = (tagged.model as { info: { tags: { key: string; value: string }[] } }).info;
    const listed = tags.find(({ key }) => key === 'mlflow.modelVersions')?.value ?? '[]';
    expect((JSON.parse(listed) as { version: unknown }[]).map(({ version }) => String(version))).toEqual([
      '2',
      '3',
    ]);
    for (const [fields, message] of [
      [{ source: `${root}/model` }, 'The run_id request parameter must identify the resource'],
      [{ source: `${root}/../model`, run_id: runId }, 'without relative path references'],
      [{ source: 'models:/made/2', run_id: 'other' }, 'must match the referenced model version'],
      [{ source: 's3://a/b', model_id: 'm-none' }, "Logged model with ID 'm-none' not found."],
      [{ source: 's3://forbidden/b' }, "Invalid model version source: 's3://forbidden/b'."],
      [{ source: 'http://somewhere/b' }, "'source' cannot use the 'http' scheme"],
      [{ source: '/etc/passwd' }, 'To use a local path as a model version source'],
    ] as const)
      expect(
        refusal(await registry.call('POST', 'model-versions/create', { name: 'made', ...fields }))[2],
      ).toContain(message);
  });
});

describe('aliases', () => {
  it('end in git where they end in the registry, however many move them at once', async () => {
    await newModel('moving');
    for (let index = 0; index < 4; index += 1) await newVersion('moving');
    await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        setAlias('moving', index % 2 === 0 ? 'champion' : 'shadow', String((index % 4) + 1)),
      ),
    );
    const model = modelsIn(filesOf(await changes())).get('demo/moving');
    expect(await registry.database.modelStore.readModel('demo', 'moving')).toEqual(model);
  });

  it('know the newest version as latest, and go with the version they point to', async () => {
    await newModel('named');
    expect(
      refusal(await registry.call('GET', 'registered-models/alias', { name: 'named', alias: 'latest' })),
    ).toEqual([404, 'RESOURCE_DOES_NOT_EXIST', 'Latest version not found for model named.']);
    await newVersion('named');
    await newVersion('named');
    await setAlias('named', 'champion', '1');
    expect(
      (await done('GET', 'registered-models/alias', { name: 'named', alias: 'LATEST' })).model_version,
    ).toMatchObject({
      version: '2',
    });
    await done('DELETE', 'model-versions/delete', { name: 'named', version: '1' });
    expect(
      refusal(await registry.call('GET', 'registered-models/alias', { name: 'named', alias: 'champion' })),
    ).toEqual([400, 'INVALID_PARAMETER_VALUE', 'Registered model alias champion not found.']);
    await done('DELETE', 'registered-models/alias', { name: 'named', alias: 'champion' });
  });
});

describe('what can not be', () => {
  beforeAll(async () => {
    await newModel('there');
    await newModel('prompt', { tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] });
    await newVersion('there');
  });

  it.each<[Method, string, object, number, string, string]>([
    [
      'POST',
      'registered-models/create',
      {},
      400,
      'INVALID_PARAMETER_VALUE',
      "Missing value for required parameter 'name'. See the API docs for more information about request parameters.",
    ],
    [
      'POST',
      'registered-models/create',
      { name: 12 },
      400,
      'INVALID_PARAMETER_VALUE',
      "Invalid value 12 for parameter 'name' supplied:  Hint: Value was of type 'int'. See the API docs for more information about request parameters.",
    ],
    [
      'POST',
      'registered-models/create',
      { name: 'a/b' },
      400,
      'INVALID_PARAMETER_VALUE',
      "Invalid model name 'a/b'. Names cannot contain '/' or ':'.",
    ],
    [
      'POST',
      'registered-models/create',
      { name: 'there' },
      400,
      'RESOURCE_ALREADY_EXISTS',
      'Registered Model (name=there) already exists.',
    ],
    [
      'POST',
      'registered-models/create',
      { name: 'prompt' },
      400,
      'RESOURCE_ALREADY_EXISTS',
      "Tried to create a registered model with name 'prompt', but the name is already taken by a prompt. MLflow does not allow creating a model and a prompt with the same name.",
    ],
    [
      'POST',
      'registered-models/create',
      { name: 'x', tags: [{ key: '__proto__', value: 'y' }] },
      400,
      'INVALID_PARAMETER_VALUE',
      "The tag key '__proto__' is reserved.",
    ],
    [
      'POST',
      'registered-models/create',
      { name: 'x', description: 'a\u0000b' },
      400,
      'INVALID_PARAMETER_VALUE',
      "The parameter 'description' has a NUL character or half a character (a lone surrogate).",
    ],
    [
      'POST',
      'registered-models/rename',
      { name: 'there', new_name: 'prompt' },
      400,
      'RESOURCE_ALREADY_EXISTS',
      'Registered Model (name=prompt) already exists.',
    ],
    [
      'POST',
      'registered-models/rename',
      { name: 'none', new_name: 'other' },
      404,
      'RESOURCE_DOES_NOT_EXIST',
      'Registered Model with name=none not found',
    ],
    [
      'DELETE',
      'registered-models/delete',
      { name: 'none' },
      404,
      'RESOURCE_DOES_NOT_EXIST',
      'Registered Model with name=none not found',
    ],
    [
      'POST',
      'model-versions/create',
      { name: 'none', source: 's3://a/b' },
      404,
      'RESOURCE_DOES_NOT_EXIST',
      'Registered Model with name=none not found',
    ],
    [
      'GET',
      'model-versions/get',
      { name: 'there', version: '9' },
      404,
      'RESOURCE_DOES_NOT_EXIST',
      'Model Version (name=there, version=9) not found',
    ],
    [
      'GET',
      'model-versions/get',
      { name: 'none', version: '1' },
      404,
      'RESOURCE_DOES_NOT_EXIST',
      'Model Version (name=none, version=1) not found',
    ],
    [
      'GET',
      'model-versions/get',
      { name: 'there', version: 'one' },
      400,
      'INVALID_PARAMETER_VALUE',
      "Parameter 'version' must be an integer, got 'one'.",
    ],
    [
      'GET',
      'model-versions/get',
      { name: 'there', version: '99999999999999999999' },
      404,
      'RESOURCE_DOES_NOT_EXIST',
      'Model Version (name=there, version=99999999999999999999) not found',
    ],
    [
      'PATCH',
      'model-versions/update',
      { name: 'there', version: '99999999999', description: 'x' },
      404,
      'RESOURCE_DOES_NOT_EXIST',
      'Model Version (name=there, version=99999999999) not found',
    ],
    [
      'POST',
      'registered-models/alias',
      { name: 'there', alias: 'x', version: '9' },
      404,
      'RESOURCE_DOES_NOT_EXIST',
      'Model Version (name=there, version=9) not found',
    ],
    [
      'POST',
      'registered-models/alias',
      { name: 'there', alias: 'Latest', version: '1' },
      400,
      'INVALID_PARAMETER_VALUE',
      "'latest' alias name (case insensitive) is reserved.",
    ],
    [
      'POST',
      'registered-models/alias',
      { name: 'there', alias: 'v1', version: '1' },
      400,
      'INVALID_PARAMETER_VALUE',
      "Version alias name 'v1' is reserved.",
    ],
    [
      'GET',
      'registered-models/alias',
      { name: 'none', alias: 'x' },
      404,
      'RESOURCE_DOES_NOT_EXIST',
      'Registered Model with name=none not found',
    ],
    [
      'POST',
      'model-versions/transition-stage',
      { name: 'there', version: '1', stage: 'Live' },
      400,
      'INVALID_PARAMETER_VALUE',
      'Invalid Model Version stage: Live. Value must be one of None, Staging, Production, Archived.',
    ],
    [
      'POST',
      'model-versions/transition-stage',
      { name: 'there', version: '1', stage: 'None', archive_existing_versions: true },
      400,
      'INVALID_PARAMETER_VALUE',
      "Model version transition cannot archive existing model versions because 'None' is not an Active stage. Valid stages are ['Staging', 'Production']",
    ],
    [
      'POST',
      'model-versions/create',
      { name: 'prompt', source: 's3://a/b', tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] },
      400,
      'INVALID_PARAMETER_VALUE',
      "Invalid prompt source: 's3://a/b'. Prompt sources must use an MLflow placeholder.",
    ],
    [
      'POST',
      'model-versions/create',
      { name: 'there', source: 'models:/prompt/1' },
      400,
      'INVALID_PARAMETER_VALUE',
      "Invalid model version source: 'models:/prompt/1'. Prompt versions cannot be used as model version sources.",
    ],
    [
      'GET',
      'registered-models/search',
      { max_results: '1001' },
      400,
      'INVALID_PARAMETER_VALUE',
      expect.stringContaining('Invalid value "1001" for parameter \'max_results\' supplied') as never,
    ],
    [
      'GET',
      'model-versions/search',
      { max_results: '0' },
      400,
      'INVALID_PARAMETER_VALUE',
      'Invalid value for max_results. It must be a positive integer, but got 0',
    ],
    [
      'GET',
      'registered-models/search',
      { page_token: 'x' },
      400,
      'INVALID_PARAMETER_VALUE',
      'Invalid page token, could not base64-decode',
    ],
    [
      'GET',
      'registered-models/search',
      { filter: "run_id = 'x'" },
      400,
      'INVALID_PARAMETER_VALUE',
      expect.stringContaining('Invalid attribute key') as never,
    ],
  ])('%s %s %j is refused in MLflow’s words', async (method, path, content, status, code, message) => {
    expect(refusal(await registry.call(method, path, content))).toEqual([status, code, message]);
  });
});

describe('search', () => {
  const names = async (query: object): Promise<string[]> =>
    (
      ((await done('GET', 'registered-models/search', query)).registered_models as
        { name: string }[] | undefined) ?? []
    ).map(({ name }) => name);
  const versions = async (query: object): Promise<string[]> =>
    (
      ((await done('GET', 'model-versions/search', query)).model_versions as
        { name: string; version: string }[] | undefined) ?? []
    ).map(({ name, version }) => `${name} ${version}`);

  beforeAll(async () => {
    for (const name of ['find-a', 'find-B', 'find-c', 'find_d'])
      await newModel(name, {
        tags: [{ key: 'area', value: name }, ...(name === 'find-c' ? [] : [{ key: 'kind', value: 'x' }])],
      });
    await newModel('find-prompt', { tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }] });
    await done('POST', 'model-versions/create', {
      name: 'find-prompt',
      source: 'dummy-source',
      tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }],
    });
    for (const run of ['r1', 'r2'])
      await newVersion('find-a', { run_id: run, tags: [{ key: 'run', value: run }] });
    await newVersion('find-B', { source: 's3://other/place' });
  });

  it.each([
    ["name LIKE 'find-%'", ['find-B', 'find-a', 'find-c']],
    ["name ILIKE 'FIND_b'", ['find-B']],
    ["name IN ('find-a', 'none')", ['find-a']],
    ["name LIKE 'find%' AND name != 'find-a'", ['find-B', 'find-c', 'find_d']],
    ["tags.kind = 'x' AND tags.area LIKE 'find-%'", ['find-B', 'find-a']],
    ["name LIKE 'find%' AND tags.kind != 'y'", ['find-B', 'find-a', 'find_d']],
    ["name LIKE 'find%' AND tag.`mlflow.prompt.is_prompt` = 'true'", ['find-prompt']],
    ["name LIKE 'find-a' AND tag.`mlflow.prompt.is_prompt` != 'true'", ['find-a']],
  ])('finds models by %s', async (filter, expected) => {
    expect(await names({ filter })).toEqual(expected);
  });

  it.each([
    ["name = 'find-a'", ['find-a 2', 'find-a 1']],
    ["run_id IN ('r1')", ['find-a 1']],
    ["run_id = '' AND name LIKE 'find-%'", ['find-B 1']],
    ["name = 'find-a' AND version_number > '1'", ['find-a 2']],
    ["tags.run ILIKE 'R%' AND tags.run != 'r2'", ['find-a 1']],
    ["source_path LIKE 's3://other/%'", ['find-B 1']],
    ["name = 'find-prompt'", []],
    ["tag.`mlflow.prompt.is_prompt` = 'true'", ['find-prompt 1']],
  ])('finds versions by %s', async (filter, expected) => {
    expect(await versions({ filter })).toEqual(expected);
  });

  it('orders and pages', async () => {
    const filter = "name LIKE 'find-%'";
    expect(await names({ filter, order_by: ['name DESC'] })).toEqual(['find-c', 'find-a', 'find-B']);
    expect(await names({ filter, order_by: ['last_updated_timestamp DESC'] })).toEqual([
      'find-B',
      'find-a',
      'find-c',
    ]);
    expect(await versions({ filter, order_by: ['name ASC', 'version_number ASC'] })).toEqual([
      'find-B 1',
      'find-a 1',
      'find-a 2',
    ]);
    const first = await done('GET', 'registered-models/search', { filter, max_results: '2' });
    expect(first.registered_models).toHaveLength(2);
    const { next_page_token: token } = first;
    expect(await names({ filter, max_results: '2', page_token: token })).toEqual(['find-c']);
  });
});

describe('teams', () => {
  it('have registries of their own, and viewers only look', async () => {
    await done('POST', 'registered-models/create', { name: 'shared' }, 'alice');
    await done('POST', 'model-versions/create', { name: 'shared', source: 's3://a/b' }, 'alice');
    expect(
      (await done('GET', 'model-versions/get', { name: 'shared', version: '1' }, 'vera')).model_version,
    ).toMatchObject({ user_id: 'alice' });
    expect(
      refusal(
        await registry.call(
          'POST',
          'registered-models/set-tag',
          { name: 'shared', key: 'a', value: 'b' },
          'vera',
        ),
      ).slice(0, 2),
    ).toEqual([403, 'PERMISSION_DENIED']);
    expect(refusal(await registry.call('GET', 'registered-models/get', { name: 'shared' }, 'bob'))[0]).toBe(
      404,
    );
    expect(
      refusal(await registry.call('DELETE', 'registered-models/delete', { name: 'shared' }, 'bob'))[0],
    ).toBe(404);
    await done('POST', 'registered-models/create', { name: 'shared' }, 'bob');
    expect(await done('GET', 'registered-models/search', {}, 'bob')).toMatchObject({
      registered_models: [{ name: 'shared' }],
    });
  });
});

describe('git', () => {
  it('says of every model what the registry says', async () => {
    const models = modelsIn(filesOf(await changes()));
    expect(models.size).toBeGreaterThan(10);
    for (const model of models.values())
      expect(await registry.database.modelStore.readModel(model.team, model.name)).toEqual(model);
  });
});
