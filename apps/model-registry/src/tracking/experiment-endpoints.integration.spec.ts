import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Clock } from '@slipway/kernel';
import { systemClock } from '@slipway/kernel';
import { startRegistry, type RegistryHarness } from '../testing/registry-harness.ts';

let registry: RegistryHarness;
let now = 0;
/** Every look at it is a second later. */
const clock: Clock = { ...systemClock, now: () => new Date((now += 1_000)) };

beforeAll(async () => {
  registry = await startRegistry({ clock, tokens: { viewer: [{ role: 'viewer', team: 'demo' }] } });
});

afterAll(() => registry.stop());

const post = (path: string, content: object, token?: string) =>
  registry.call('POST', `experiments/${path}`, content, token);
const get = (path: string, content: object) => registry.call('GET', `experiments/${path}`, content);
const refused = (message: string, code = 'INVALID_PARAMETER_VALUE', status = 400) => ({
  status,
  body: { error_code: code, message },
});

interface Shown {
  readonly experiment_id: string;
  readonly creation_time: number;
  readonly last_update_time: number;
}

const create = async (name: string, content: object = {}): Promise<string> =>
  ((await post('create', { name, ...content })).body as Shown).experiment_id;
const read = async (experiment_id: string): Promise<Shown> =>
  ((await get('get', { experiment_id })).body as { experiment: Shown }).experiment;

describe('an experiment', () => {
  it('is there from the beginning, by the name Default', async () => {
    const { body } = await get('get-by-name', { experiment_name: 'Default' });
    expect(body).toMatchObject({
      experiment: {
        experiment_id: '0',
        artifact_location: 'mlflow-artifacts:/0',
        lifecycle_stage: 'active',
        workspace: 'default',
      },
    });
  });

  it('is created once for each name', async () => {
    const id = await create('vision', {
      tags: [{ key: 'k', value: 'v' }],
      artifact_location: 's3://bucket/x',
    });
    expect(await read(id)).toEqual({
      experiment_id: id,
      name: 'vision',
      artifact_location: 's3://bucket/x',
      lifecycle_stage: 'active',
      creation_time: expect.any(Number),
      last_update_time: expect.any(Number),
      tags: [{ key: 'k', value: 'v' }],
      workspace: 'default',
    });
    expect(await post('create', { name: 'vision' })).toEqual(
      refused('Experiment(name=vision) already exists.', 'RESOURCE_ALREADY_EXISTS'),
    );
    expect(await get('get-by-name', { experiment_name: 'none' })).toEqual(
      refused("Could not find experiment with name 'none'", 'RESOURCE_DOES_NOT_EXIST', 404),
    );
  });

  it('is updated when it is renamed, deleted and restored, and not by its tags', async () => {
    const id = await create('first name');
    const times = new Set([(await read(id)).last_update_time]);
    const step = async (path: string, content: object = {}): Promise<void> => {
      expect(await post(path, { experiment_id: id, ...content })).toEqual({ status: 200, body: {} });
      times.add((await read(id)).last_update_time);
    };
    await step('update', { new_name: 'second name' });
    await step('delete');
    await step('restore');
    expect(times.size).toBe(4);
    await step('set-experiment-tag', { key: 'k', value: 'v' });
    await step('delete-experiment-tag', { key: 'k' });
    expect(times.size).toBe(4);
    expect(await read(id)).toMatchObject({ name: 'second name', creation_time: Math.min(...times) });
  });

  it('refuses what does not fit its state', async () => {
    const id = await create('to be deleted');
    const none = refused(`No Experiment with id=${id} exists`, 'RESOURCE_DOES_NOT_EXIST', 404);
    expect(await post('restore', { experiment_id: id })).toEqual(none);
    expect(await post('delete-experiment-tag', { experiment_id: id, key: 'k' })).toEqual(
      refused(`No tag with name: k in experiment with id ${id}`, 'RESOURCE_DOES_NOT_EXIST', 404),
    );
    expect(await post('update', { experiment_id: id, new_name: 'Default' })).toEqual(
      refused('Experiment(name=Default) already exists.', 'BAD_REQUEST'),
    );
    await post('delete', { experiment_id: id });
    expect(await post('delete', { experiment_id: id })).toEqual(none);
    const inactive = refused(`The experiment ${id} must be in the 'active' state. Current state is deleted.`);
    expect(await post('set-experiment-tag', { experiment_id: id, key: 'k' })).toEqual(inactive);
    expect(await registry.call('POST', 'runs/create', { experiment_id: id })).toEqual(inactive);
    expect(await post('update', { experiment_id: id, new_name: 'x' })).toEqual(
      refused('Cannot rename a non-active experiment.'),
    );
    expect((await post('create', { name: 'to be deleted' })).status).toBe(400);
    expect((await post('create', { name: 'by a viewer' }, 'viewer')).status).toBe(403);
  });

  it('is found by searches, newest first, page by page', async () => {
    const names = ['search a', 'search b', 'search c'];
    for (const name of names) await create(name, { tags: [{ key: 'of', value: name }] });
    await post('delete', { experiment_id: await create('search deleted') });
    const found = async (query: object, method: 'GET' | 'POST' = 'POST') => {
      const { body } = await registry.call(method, 'experiments/search', { max_results: 10, ...query });
      const { experiments = [], next_page_token } = body as {
        experiments?: { name: string }[];
        next_page_token?: string;
      };
      return [experiments.map(({ name }) => name), next_page_token] as const;
    };
    const filter = "name LIKE 'search %'";
    expect(await found({ filter })).toEqual([names.toReversed(), undefined]);
    expect(await found({ filter, order_by: 'name' }, 'GET')).toEqual([names, undefined]);
    const [first, page_token] = await found({ filter, max_results: 2 });
    expect(first).toEqual(['search c', 'search b']);
    expect(await found({ filter, max_results: 2, page_token })).toEqual([['search a'], undefined]);
    expect(await found({ filter, view_type: 'DELETED_ONLY' })).toEqual([['search deleted'], undefined]);
    expect(await found({ filter: "tags.of = 'search b'" })).toEqual([['search b'], undefined]);
    expect(await post('search', {})).toEqual(
      refused("Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer"),
    );
  });
});
