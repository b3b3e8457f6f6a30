/** Sends one request and answers its body; its time is measured. */
export type Send = (method: 'GET' | 'POST', path: string, body?: string) => Promise<string>;

/** What one of the connections does again and again. */
export interface Operation {
  /** Makes what the connection needs, before the clock runs. */
  readonly prepare: (send: Send, connection: number) => Promise<(send: Send, step: number) => Promise<void>>;
}

const api = '/api/2.0/mlflow';
const post = async (send: Send, path: string, body: unknown): Promise<unknown> =>
  JSON.parse(await send('POST', `${api}/${path}`, JSON.stringify(body)));

/** Of what a connection makes, unique among all of a data directory. */
const unique = `${Date.now().toString(36)}-${String(process.pid)}`;

export async function createRun(send: Send, name: string): Promise<string> {
  const answer = await post(send, 'runs/create', {
    experiment_id: '0',
    user_id: 'bench',
    run_name: name,
    start_time: Date.now(),
    tags: [
      { key: 'mlflow.user', value: 'bench' },
      { key: 'mlflow.source.name', value: 'train.py' },
      { key: 'mlflow.source.type', value: 'LOCAL' },
    ],
  });
  return (answer as { run: { info: { run_id: string } } }).run.info.run_id;
}

/**
 * A request that logs 1,000 points, spread over as many keys as asked for, as a function of its number: each number gives
 * other points.
 */
export function batchOf(runId: string, keys: number): (step: number) => string {
  const metrics = Array.from({ length: 1000 }, (_, index) => ({
    key: `metric-${String(index % keys)}`,
    value: ((index * 7919) % 1000) / 1000,
    timestamp: '@',
    step: index,
  }));
  const parts = JSON.stringify({ run_id: runId, metrics }).split('"@"');
  return (step) => parts.join(String(1_700_000_000_000 + step));
}

/** Params and metrics of the run with this number among those that are searched. */
export const searchedRun = (
  number: number,
): { readonly lr: string; readonly depth: string; readonly loss: number } => ({
  lr: ['0.1', '0.01', '0.001', '0.0001'][number % 4] ?? '',
  depth: String(number % 10),
  loss: ((number * 7919) % 100_000) / 100_000,
});

export const searchFor = (lossBelow: number, order: readonly string[] = []): string =>
  JSON.stringify({
    experiment_ids: ['0'],
    filter: `metrics.loss < ${String(lossBelow)} and params.lr = '0.01'`,
    max_results: 100,
    ...(order.length > 0 ? { order_by: order } : {}),
  });

export const operations = {
  'create run': {
    prepare: (_, connection) =>
      Promise.resolve(async (send, step) => {
        await createRun(send, `run-${String(connection)}-${String(step)}`);
      }),
  },
  'log metric': {
    prepare: async (send, connection) => {
      const run = await createRun(send, `metrics-${String(connection)}`);
      return async (timed, step) => {
        const point = { key: 'loss', value: 1 / (step + 1), timestamp: 1_700_000_000_000 + step, step };
        await post(timed, 'runs/log-metric', { run_uuid: run, run_id: run, ...point });
      };
    },
  },
  'log batch of 1,000 metrics': {
    prepare: async (send, connection) => {
      const body = batchOf(await createRun(send, `batches-${String(connection)}`), 1000);
      return async (timed, step) => {
        await timed('POST', `${api}/runs/log-batch`, body(step));
      };
    },
  },
  'ingest of points': {
    prepare: async (send, connection) => {
      const body = batchOf(await createRun(send, `ingest-${String(connection)}`), 10);
      return async (timed, step) => {
        await timed('POST', `${api}/runs/log-batch`, body(step));
      };
    },
  },
  'create model and version': {
    prepare: (_, connection) =>
      Promise.resolve(async (send, step) => {
        const name = `model-${unique}-${String(connection)}-${String(step)}`;
        await post(send, 'registered-models/create', { name });
        await post(send, 'model-versions/create', { name, source: 's3://bucket/model' });
      }),
  },
  'get by alias': {
    prepare: async (send, connection) => {
      const name = `aliased-${unique}-${String(connection)}`;
      await post(send, 'registered-models/create', { name });
      await post(send, 'model-versions/create', { name, source: 's3://bucket/model' });
      await post(send, 'registered-models/alias', { name, alias: 'champion', version: '1' });
      return async (timed) => {
        await timed('GET', `${api}/registered-models/alias?name=${name}&alias=champion`);
      };
    },
  },
  'search runs': {
    prepare: () =>
      Promise.resolve(async (send, step) => {
        const below = (1 + (step % 10)) / 1000;
        const order = step % 2 === 0 ? [] : ['metrics.loss ASC'];
        await send('POST', `${api}/runs/search`, searchFor(below, order));
      }),
  },
  'fill with runs': {
    prepare: (_, connection) =>
      Promise.resolve(async (send, step) => {
        const { lr, depth, loss } = searchedRun(step * 8 + connection);
        const run = await createRun(send, `searched-${String(connection)}-${String(step)}`);
        const point = { timestamp: 1_700_000_000_000, step: 0 };
        await post(send, 'runs/log-batch', {
          run_id: run,
          metrics: [
            { key: 'loss', value: loss, ...point },
            { key: 'accuracy', value: 1 - loss, ...point },
          ],
          params: [
            { key: 'lr', value: lr },
            { key: 'depth', value: depth },
          ],
        });
      }),
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;
