import type { Step } from '../step.ts';
import type { World } from '../world.ts';

export function createModel(world: World): Step {
  const { choices } = world;
  return {
    method: 'POST',
    path: 'registered-models/create',
    body: {
      name: choices.orWrong(world.model()),
      ...(choices.chance(0.4) ? { tags: choices.orWrong(world.tags()) } : {}),
      ...(choices.chance(0.4) ? { description: choices.orWrong(world.text()) } : {}),
    },
  };
}

export function changeModel(world: World): Step {
  const { choices } = world;
  const name = choices.orWrong(world.model());
  const at = (path: string): string => `registered-models/${path}`;
  return choices.of<Step>(
    { method: 'PATCH', path: at('update'), body: { name, description: choices.orWrong(world.text()) } },
    {
      method: 'POST',
      path: at('set-tag'),
      body: { name, key: choices.orWrong(world.key()), value: choices.orWrong(world.text()) },
    },
    { method: 'DELETE', path: at('delete-tag'), body: { name, key: world.key() } },
    {
      method: 'POST',
      path: at('alias'),
      body: { name, alias: choices.orWrong(world.alias()), version: choices.orWrong(world.version()) },
    },
    { method: 'POST', path: at('alias'), body: { name, alias: world.alias(), version: world.version() } },
    { method: 'DELETE', path: at('alias'), body: { name, alias: world.alias() } },
    ...(choices.chance(0.3)
      ? [
          {
            method: 'POST' as const,
            path: at('rename'),
            body: { name, new_name: choices.orWrong(world.model()) },
          },
          { method: 'DELETE' as const, path: at('delete'), body: { name } },
        ]
      : []),
  );
}

export function readModel(world: World): Step {
  const { choices } = world;
  const name = world.model();
  const at = (path: string): string => `registered-models/${path}`;
  return choices.of<Step>(
    { method: 'GET', path: at('get'), query: { name } },
    { method: 'GET', path: at('alias'), query: { name, alias: world.alias() } },
    {
      method: 'GET',
      path: at('get-latest-versions'),
      query: { name, stages: choices.some(['None', 'Production', 'staging', 'x'], 2) },
    },
    {
      method: 'POST',
      path: at('get-latest-versions'),
      body: { name, stages: choices.orWrong(choices.some(['None', 'Production'], 2)) },
    },
  );
}

export function createVersion(world: World): Step {
  const { choices } = world;
  const run = world.existing('run');
  const logged = world.existing('logged');
  const source = choices.of(
    's3://bucket/model',
    's3://bucket/model',
    'gs://bucket/x',
    `runs:/${run}/model`,
    `models:/${logged}`,
    `models:/${world.model()}/1`,
    `models:/${world.model()}@champion`,
    '/local/path',
    'file:///x',
    's3://bucket/../x',
    'mlflow-artifacts:/0/x',
    'https://host/x',
    'models:/',
    'relative',
  );
  return {
    method: 'POST',
    path: 'model-versions/create',
    body: {
      name: choices.orWrong(world.model()),
      source: choices.orWrong(source),
      ...(source.startsWith('runs:') || choices.chance(0.2) ? { run_id: choices.orWrong(run) } : {}),
      ...(source.startsWith('models:/<') || choices.chance(0.1) ? { model_id: choices.orWrong(logged) } : {}),
      ...(choices.chance(0.3) ? { tags: choices.orWrong(world.tags()) } : {}),
      ...(choices.chance(0.3) ? { description: choices.orWrong(world.text()) } : {}),
      ...(choices.chance(0.1) ? { run_link: choices.orWrong('http://link') } : {}),
    },
  };
}

export function changeVersion(world: World): Step {
  const { choices } = world;
  const at = { name: choices.orWrong(world.model()), version: choices.orWrong(world.version()) };
  const path = (last: string): string => `model-versions/${last}`;
  return choices.of<Step>(
    { method: 'PATCH', path: path('update'), body: { ...at, description: choices.orWrong(world.text()) } },
    {
      method: 'POST',
      path: path('set-tag'),
      body: { ...at, key: choices.orWrong(world.key()), value: choices.orWrong(world.text()) },
    },
    { method: 'DELETE', path: path('delete-tag'), body: { ...at, key: world.key() } },
    {
      method: 'POST',
      path: path('transition-stage'),
      body: {
        ...at,
        stage: choices.orWrong(world.stage()),
        archive_existing_versions: choices.orWrong(choices.chance(0.3)),
      },
    },
    ...(choices.chance(0.3) ? [{ method: 'DELETE' as const, path: path('delete'), body: at }] : []),
  );
}

export function readVersion(world: World): Step {
  const { choices } = world;
  return {
    method: 'GET',
    path: `model-versions/${choices.of('get', 'get', 'get-download-uri')}`,
    query: { name: world.model(), version: world.version() },
  };
}
