import type { Step } from '../step.ts';
import type { World } from '../world.ts';

const quoted = (text: string): string => (text.includes("'") ? `"${text}"` : `'${text}'`);

function comparison(world: World): string {
  const { choices } = world;
  const key = choices.of('alpha', 'beta', '`a/b`', '"with space"', '`ümlaut`', 'gamma');
  const value = quoted(choices.of('one', 'two', 'Three', 'T%', '%o%', "it's", '4'));
  return choices.of(
    `metrics.${key} ${choices.of('>', '>=', '=', '!=', '<', '<=')} ${choices.of('0', '0.25', '-1', '1e3', '.5')}`,
    `metric.${key} > 0`,
    `params.${key} ${choices.of('=', '!=', 'LIKE', 'ILIKE')} ${value}`,
    `parameter.${key} ${choices.of('IS NULL', 'IS NOT NULL', 'is null')}`,
    `tags.${key} ${choices.of('=', '!=', 'LIKE', 'ILIKE')} ${value}`,
    `tag.${key} ${choices.of('IS NULL', 'IS NOT NULL')}`,
    `attributes.status ${choices.of('=', '!=')} '${choices.of('FINISHED', 'RUNNING', 'finished')}'`,
    `run_name ${choices.of('=', '!=', 'LIKE', 'ILIKE')} ${value}`,
    `attribute.start_time ${choices.of('>', '<', '=')} 1700000010000`,
    `end_time ${choices.of('>', '<=')} 1700000010000`,
    `user_id = 'somebody'`,
    `run_id ${choices.of('IN', 'NOT IN')} ('${world.existing('run')}', '${world.existing('run')}')`,
    `datasets.name ${choices.of('=', 'LIKE', '!=')} ${choices.of("'data'", "'%t%'")}`,
    `dataset.context = 'training'`,
    `dataset.digest IN ('abc', 'x')`,
    choices.of(
      'metrics.x',
      "params.x > 'y'",
      'nothing.x = 1',
      "metrics.x = 'y'",
      'params.x = y',
      "status > 'x'",
      "name = 'x'",
    ),
  );
}

const comparisons = (world: World): string =>
  Array.from({ length: 1 + world.choices.index(2) }, () => comparison(world)).join(
    world.choices.of(' AND ', ' and '),
  );

export function searchRuns(world: World): Step {
  const { choices } = world;
  const order = (): string =>
    `${choices.of('metrics.alpha', 'params.beta', 'tags.`a/b`', 'start_time', 'attributes.status', 'run_name', 'end_time', 'nothing', 'metric."with space"')}${choices.of('', ' ASC', ' DESC', ' desc', ' UP')}`;
  return {
    method: 'POST',
    path: 'runs/search',
    body: {
      experiment_ids: choices.orWrong(['0', '1', '2', '3', '4'].slice(0, 1 + choices.index(5))),
      ...(choices.chance(0.8) ? { filter: comparisons(world) } : {}),
      ...(choices.chance(0.3) ? { run_view_type: choices.of('ALL', 'DELETED_ONLY', 'ACTIVE_ONLY') } : {}),
      ...(choices.chance(0.3) ? { max_results: choices.of<unknown>(2, 5, 0, 50_001, 'x') } : {}),
      ...(choices.chance(0.5) ? { order_by: [order(), 'attributes.start_time'] } : {}),
    },
  };
}

export function searchModels(world: World): Step {
  const { choices } = world;
  const filter = choices.of(
    `name = '${world.model()}'`,
    "name LIKE 'model%'",
    "name ILIKE 'MODEL%' AND tags.alpha != 'one'",
    "tags.alpha = 'one'",
    "tag.`mlflow.prompt.is_prompt` != 'true'",
    "name IN ('model-a', 'model-b')",
    "nothing = 'x'",
    "name > 'x'",
    'name',
    '',
  );
  return {
    method: 'GET',
    path: 'registered-models/search',
    query: {
      filter,
      ...(choices.chance(0.3) ? { max_results: choices.of(1, 2, 1001, 0) } : {}),
      ...(choices.chance(0.4)
        ? {
            order_by: [
              choices.of(
                'name',
                'name DESC',
                'last_updated_timestamp DESC',
                'timestamp ASC',
                'nothing',
                'name UP',
              ),
            ],
          }
        : {}),
    },
  };
}

export function searchVersions(world: World): Step {
  const { choices } = world;
  const filter = choices.of(
    `name = '${world.model()}'`,
    "name LIKE 'model%' AND version_number > 1",
    `run_id = '${world.existing('run')}'`,
    `run_id IN ('${world.existing('run')}', '${world.existing('run')}')`,
    "source_path LIKE 's3:%'",
    "source_path = 's3://bucket/model'",
    "tags.alpha = 'one'",
    "tags.alpha != 'one'",
    "name ILIKE 'MODEL%' AND tags.beta LIKE '%o%'",
    "version_number = 'x'",
    "nothing = 'x'",
    "name > 'x'",
    '',
  );
  return {
    method: 'GET',
    path: 'model-versions/search',
    query: {
      filter,
      ...(choices.chance(0.3) ? { max_results: choices.of(1, 2, 200_001, 0) } : {}),
      ...(choices.chance(0.4)
        ? {
            order_by: [
              choices.of('name', 'version_number ASC', 'creation_timestamp DESC', 'nothing', 'name UP'),
            ],
          }
        : {}),
    },
  };
}

export function searchLoggedModels(world: World): Step {
  const { choices } = world;
  const filter = choices.of(
    "name = 'model'",
    "name LIKE 'm%'",
    "params.alpha = 'one'",
    "tags.alpha != 'one'",
    'metrics.alpha > 0',
    "model_type = 'Agent'",
    `source_run_id = '${world.existing('run')}'`,
    'nothing.x = 1',
    "params.x > 'y'",
    '',
  );
  return {
    method: 'POST',
    path: 'logged-models/search',
    body: {
      experiment_ids: choices.orWrong(['0', '1', '2', '3']),
      filter,
      ...(choices.chance(0.2) ? { max_results: choices.of(1, 2, 50) } : {}),
      ...(choices.chance(0.3) ? { datasets: [{ dataset_name: 'data', dataset_digest: 'abc' }] } : {}),
      ...(choices.chance(0.3)
        ? {
            order_by: [
              {
                field_name: choices.of('creation_timestamp', 'name', 'nothing'),
                ascending: choices.chance(0.5),
              },
            ],
          }
        : {}),
    },
  };
}
