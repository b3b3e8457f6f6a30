import type { Step } from '../step.ts';
import type { World } from '../world.ts';

export function createExperiment(world: World): Step {
  const { choices } = world;
  return {
    method: 'POST',
    path: 'experiments/create',
    body: {
      name: choices.orWrong(world.experimentName()),
      ...(choices.chance(0.2)
        ? { artifact_location: choices.of('s3://bucket/here', 's3://b/x#y', 'gs://b') }
        : {}),
      ...(choices.chance(0.3) ? { tags: choices.orWrong(world.tags()) } : {}),
    },
  };
}

export function readExperiment(world: World): Step {
  return world.choices.chance(0.5)
    ? { method: 'GET', path: 'experiments/get', query: { experiment_id: world.experiment() } }
    : { method: 'GET', path: 'experiments/get-by-name', query: { experiment_name: world.experimentName() } };
}

export function changeExperiment(world: World): Step {
  const { choices } = world;
  const experiment_id = choices.orWrong(world.experiment());
  const [path, body] = choices.of<readonly [string, object]>(
    ['delete', {}],
    ['restore', {}],
    ['restore', {}],
    ['update', { new_name: choices.orWrong(world.experimentName()) }],
    ['set-experiment-tag', { key: choices.orWrong(world.key()), value: choices.orWrong(world.text()) }],
    ['set-experiment-tag', { key: world.key(), value: world.text() }],
    ['delete-experiment-tag', { key: world.key() }],
  );
  return { method: 'POST', path: `experiments/${path}`, body: { experiment_id, ...body } };
}

export function searchExperiments(world: World): Step {
  const { choices } = world;
  const filter = choices.of(
    '',
    `name = '${world.experimentName()}'`,
    "name LIKE 'experiment%'",
    "name ILIKE 'EXPERIMENT %' AND creation_time > 0",
    `tags.alpha = '${world.text().replaceAll("'", '')}'`,
    "tags.`a/b` != 'one'",
    "tags.beta LIKE '%o%' AND tags.alpha ILIKE 'T%'",
    "attribute.name != 'x' AND last_update_time >= 1",
    'name',
    "nothing = 'x'",
    "name > 'x'",
    'creation_time = 1.5',
  );
  return {
    method: 'POST',
    path: 'experiments/search',
    body: {
      max_results: choices.of<unknown>(100, 100, 3, 0, 'x', 50_001),
      filter,
      ...(choices.chance(0.4) ? { view_type: choices.of('ALL', 'DELETED_ONLY', 'ACTIVE_ONLY') } : {}),
      ...(choices.chance(0.4)
        ? {
            order_by: [
              choices.of('name', 'name DESC', 'experiment_id ASC', 'creation_time', 'nothing', 'name UP'),
            ],
          }
        : {}),
    },
  };
}
