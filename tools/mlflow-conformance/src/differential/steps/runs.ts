import type { Body, Step } from '../step.ts';
import type { World } from '../world.ts';

export function createRun(world: World): Step {
  const { choices } = world;
  return {
    method: 'POST',
    path: 'runs/create',
    body: {
      experiment_id: world.experiment(),
      start_time: world.time(),
      run_name: world.runName(),
      ...(choices.chance(0.3) ? { user_id: choices.orWrong('somebody') } : {}),
      ...(choices.chance(0.4) ? { tags: choices.orWrong(world.tags()) } : {}),
    },
    makes: { kind: 'run', id: (answer) => ((answer.run as Body).info as Body).run_id },
  };
}

export function readRun(world: World): Step {
  return { method: 'GET', path: 'runs/get', query: { run_id: world.existing('run') } };
}

export function changeRun(world: World): Step {
  const { choices } = world;
  const run_id = choices.orWrong(world.existing('run'));
  const [path, body] = choices.of<readonly [string, object]>(
    [
      'update',
      { status: choices.orWrong(choices.of('FINISHED', 'FAILED', 'KILLED', 'RUNNING', 'SCHEDULED', 'SOME')) },
    ],
    ['update', { run_name: world.runName() }],
    ['update', { end_time: choices.orWrong(world.time()), status: 'FINISHED' }],
    ['delete', {}],
    ['restore', {}],
    ['restore', {}],
    ['set-tag', { key: choices.orWrong(world.key()), value: choices.orWrong(world.text()) }],
    ['set-tag', { key: 'mlflow.runName', value: world.runName() }],
    ['delete-tag', { key: world.key() }],
    ['log-parameter', { key: choices.orWrong(world.key()), value: choices.orWrong(world.text()) }],
    ['log-parameter', { key: world.key(), value: world.text() }],
  );
  return { method: 'POST', path: `runs/${path}`, body: { run_id, ...body } };
}

export function logMetric(world: World): Step {
  const { choices } = world;
  return {
    method: 'POST',
    path: 'runs/log-metric',
    body: {
      run_id: choices.orWrong(world.existing('run')),
      ...metric(world),
      ...oneWrong(world),
    },
  };
}

/** Now and then a field that MLflow refuses too: of others it takes what comes before them, and answers 200. */
function oneWrong({ choices }: World): object {
  if (!choices.chance(0.1)) return {};
  return { [choices.of('key', 'value', 'timestamp', 'step')]: choices.of<unknown>('#', [], {}) };
}

function metric(world: World): object {
  const { choices } = world;
  return {
    key: world.key(),
    value: world.number(),
    timestamp: choices.index(5),
    ...(choices.chance(0.8) ? { step: choices.index(5) - 1 } : {}),
    ...(choices.chance(0.1) && world.has('logged')
      ? { model_id: world.living('logged'), dataset_name: 'data', dataset_digest: 'abc' }
      : {}),
  };
}

export function logBatch(world: World): Step {
  const { choices } = world;
  return {
    method: 'POST',
    path: 'runs/log-batch',
    body: {
      run_id: choices.orWrong(world.existing('run')),
      metrics: choices.orWrong(choices.some([0, 1], 5).map(() => metric(world))),
      params: choices.orWrong(
        choices.some([0, 1], 2).map(() => ({ key: `batch/${world.key()}`, value: 'always' })),
      ),
      tags: choices.orWrong(world.tags()),
    },
  };
}

export function readMetrics(world: World): Step {
  const { choices } = world;
  if (choices.chance(0.7))
    return {
      method: 'GET',
      path: 'metrics/get-history',
      query: {
        run_id: world.existing('run'),
        metric_key: world.key(),
        ...(choices.chance(0.2) ? { max_results: choices.of(1, 2, 25_000) } : {}),
      },
    };
  return {
    method: 'GET',
    path: 'metrics/get-history-bulk-interval',
    query: {
      run_ids: choices.some([0, 1], 3).map(() => world.existing('run')),
      metric_key: world.key(),
      ...(choices.chance(0.5) ? { start_step: choices.index(3), end_step: choices.index(6) } : {}),
      ...(choices.chance(0.5) ? { max_results: choices.of(1, 2, 10, 0, 2501) } : {}),
    },
  };
}

export function logInputs(world: World): Step {
  const { choices } = world;
  const dataset = (): object => ({
    dataset: {
      name: choices.of('data', 'data', 'other', 'n'.repeat(501)),
      digest: choices.of('abc', 'def'),
      source_type: 'code',
      source: '{}',
      ...(choices.chance(0.3) ? { schema: 'schema', profile: 'profile' } : {}),
    },
    ...(choices.chance(0.6)
      ? { tags: [{ key: 'mlflow.data.context', value: choices.of('training', 'eval') }] }
      : {}),
  });
  const run_id = choices.orWrong(world.existing('run'));
  const model_id = world.existing('logged');
  return choices.chance(0.7)
    ? {
        method: 'POST',
        path: 'runs/log-inputs',
        body: {
          run_id,
          datasets: choices.some([0, 1], 2).map(dataset),
          ...(choices.chance(0.2) ? { models: [{ model_id }] } : {}),
        },
      }
    : {
        method: 'POST',
        path: 'runs/outputs',
        body: { run_id, models: [{ model_id, step: choices.index(3) }] },
      };
}
