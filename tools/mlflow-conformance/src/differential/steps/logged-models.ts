import type { Body, Step } from '../step.ts';
import type { World } from '../world.ts';

export function createLoggedModel(world: World): Step {
  const { choices } = world;
  return {
    method: 'POST',
    path: 'logged-models',
    body: {
      experiment_id: choices.orWrong(world.experiment()),
      name: choices.of('model', 'other', 'a/b', 'a.b'),
      ...(choices.chance(0.3) ? { model_type: 'Agent' } : {}),
      ...(choices.chance(0.4) ? { source_run_id: world.existing('run') } : {}),
      ...(choices.chance(0.4) ? { params: choices.orWrong(world.tags()) } : {}),
      ...(choices.chance(0.4) ? { tags: choices.orWrong(world.tags()) } : {}),
    },
    makes: { kind: 'logged', id: (answer) => ((answer.model as Body).info as Body).model_id },
  };
}

export function changeLoggedModel(world: World): Step {
  const { choices } = world;
  const model_id = world.existing('logged');
  const path = `logged-models/${model_id}`;
  return choices.of<Step>(
    { method: 'GET', path },
    { method: 'GET', path },
    { method: 'GET', path },
    {
      method: 'PATCH',
      path,
      body: { model_id, status: choices.of<unknown>(2, 3, 'LOGGED_MODEL_READY', null) },
    },
    { method: 'PATCH', path, body: { model_id, status: 'LOGGED_MODEL_READY' } },
    { method: 'PATCH', path: `${path}/tags`, body: { tags: choices.orWrong(world.tags()) } },
    { method: 'DELETE', path: `${path}/tags/${choices.of('alpha', 'beta', 'absent')}` },
    { method: 'POST', path: `${path}/params`, body: { model_id, params: world.tags() } },
    {
      method: 'GET',
      path: `${path}/artifacts/directories`,
      query: { artifact_directory_path: choices.of('x', '../x', 'a/b') },
    },
    ...(choices.chance(0.3) ? [{ method: 'DELETE' as const, path }] : []),
  );
}
