import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { agentEndpoints, runEndpoints, type AttemptReport, type ReportEnvelope } from '@slipway/contracts';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { jobYaml } from './testing/sample-resources.ts';
import { ended, pickedUp, SchedulerHarness, started } from './testing/scheduler-harness.ts';

let scheduler: SchedulerHarness;
let run: string;
let attempt: string;
let jobs = 0;

beforeAll(async () => {
  scheduler = await SchedulerHarness.start();
  await scheduler.setUp();
});

afterAll(() => scheduler.stop());

beforeEach(async () => {
  run =
    (await scheduler.applyOne('alice', { yaml: jobYaml('vision', `job-${String((jobs += 1))}`) })).run ?? '';
  attempt = `${run}-1`;
  await scheduler.push();
});

const envelope = (
  sequence: number,
  report: AttemptReport,
  overrides: Partial<ReportEnvelope> = {},
): ReportEnvelope => ({
  team: 'vision',
  run,
  attempt,
  sequence,
  at: '2026-11-24T12:00:01.000Z',
  report,
  ...overrides,
});

const send = async (reports: readonly ReportEnvelope[], agent = 'agent-local', cluster = 'local') =>
  (
    await scheduler
      .as(agent)
      .call(agentEndpoints.report, { params: { cluster }, body: { reports: [...reports] } })
  ).recorded;

const metric = (name: string, value: number, step?: number): AttemptReport => ({
  type: 'metric',
  name,
  value,
  ...(step === undefined ? {} : { step }),
});

const history = async (name?: string): Promise<number[]> => {
  const query = name === undefined ? {} : { name };
  const { items } = await scheduler
    .as('vera')
    .call(runEndpoints.runMetrics, { params: { team: 'vision', run }, query });
  return items.map(({ value }) => value);
};

describe('reports', () => {
  it('are recorded once, however often they are sent', async () => {
    const reports = [
      envelope(1, pickedUp),
      envelope(2, metric('loss', 0.5)),
      envelope(3, metric('loss', 0.25)),
    ];
    expect(await send(reports)).toEqual({ [attempt]: 3 });
    expect(await send(reports)).toEqual({ [attempt]: 3 });
    expect(await send([...reports.slice(1), envelope(4, metric('loss', 0.125))])).toEqual({ [attempt]: 4 });
    expect(await history()).toEqual([0.5, 0.25, 0.125]);
  });

  it('are recorded once when many send them at the same time', async () => {
    const reports = [envelope(1, pickedUp), envelope(2, metric('loss', 0.5))];
    await Promise.all(Array.from({ length: 8 }, () => send(reports)));
    expect(await history()).toEqual([0.5]);
  });

  it('are put in their order and refused after a gap', async () => {
    expect(
      await send([envelope(2, started), envelope(1, pickedUp), envelope(4, ended('succeeded'))]),
    ).toEqual({ [attempt]: 2 });
    expect((await scheduler.run(run)).state).toBe('running');
    expect(await send([envelope(3, metric('x', 1)), envelope(4, ended('succeeded'))])).toEqual({
      [attempt]: 4,
    });
    expect((await scheduler.run(run)).state).toBe('succeeded');
  });

  it('on attempts that are unknown, of another cluster or under a wrong name are answered with -1', async () => {
    expect(await send([envelope(1, pickedUp, { attempt: 'nobody-1' })])).toEqual({ 'nobody-1': -1 });
    expect(await send([envelope(1, pickedUp)], 'agent-far', 'far')).toEqual({ [attempt]: -1 });
    expect(await send([envelope(1, pickedUp, { team: 'speech' })])).toEqual({ [attempt]: -1 });
    expect((await scheduler.run(run)).attempts).toMatchObject([
      { state: expect.stringMatching(/pending|committed/) },
    ]);
  });

  it('are taken from the agent of the cluster alone', async () => {
    await expect(send([envelope(1, pickedUp)], 'agent-far', 'local')).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(send([envelope(1, pickedUp)], 'root', 'local')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('of progress, metrics, warnings and artifacts are shown and told as events', async () => {
    await send([
      envelope(1, { type: 'picked-up', ignored: ['spec.resources: the process runtime has no limits'] }),
      envelope(2, { type: 'progress', fraction: 0.25, message: 'epoch 5 of 20' }),
      envelope(3, metric('accuracy', 0.9, 5)),
      envelope(4, metric('accuracy', 0.95, 6)),
      envelope(5, { type: 'warning', message: 'odd\0line' }),
      envelope(6, { type: 'artifact', name: 'model', bytes: 3, sha256: 'f00' }),
    ]);
    expect(await scheduler.run(run)).toMatchObject({
      progress: 0.25,
      progressMessage: 'epoch 5 of 20',
      metrics: [{ name: 'accuracy', value: 0.95, step: 6, at: '2026-11-24T12:00:01.000Z' }],
    });
    expect(await history('accuracy')).toEqual([0.9, 0.95]);
    const events: unknown[] = [];
    const query = { run, follow: false } as const;
    for await (const { data } of scheduler
      .as('vera')
      .events(runEndpoints.watchRuns, { params: { team: 'vision' }, query })) {
      if (!['accepted', 'committed'].includes(data.type)) events.push([data.type, data.message, data.data]);
    }
    expect(events).toEqual([
      [
        'picked-up',
        'The agent has picked up the attempt',
        { ignored: ['spec.resources: the process runtime has no limits'] },
      ],
      ['progress', 'epoch 5 of 20', { fraction: 0.25 }],
      ['metric', 'accuracy=0.9', { name: 'accuracy', value: 0.9, step: 5 }],
      ['metric', 'accuracy=0.95', { name: 'accuracy', value: 0.95, step: 6 }],
      ['warning', 'odd\uFFFDline', {}],
      ['artifact', 'Stored model', { name: 'model', bytes: 3, sha256: 'f00' }],
    ]);
  });

  it('with a value that is out of range are refused as a whole', async () => {
    const reports = [envelope(1, pickedUp), envelope(2, metric('x', 1), { at: '0000-01-01T00:00:00.000Z' })];
    await expect(send(reports)).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await send(reports.slice(0, 1))).toEqual({ [attempt]: 1 });
  });

  it('may be none at all', async () => {
    expect(await send([])).toEqual({});
  });
});

describe('artifacts', () => {
  const put = (name: string, content: string, agent = 'agent-local', cluster = 'local') =>
    scheduler.as(agent).call(agentEndpoints.putArtifact, {
      params: { cluster, attempt, name },
      stream: Readable.from([Buffer.from(content)]),
    });
  const get = (name: string, principal = 'vera') =>
    text(scheduler.as(principal).bytes(runEndpoints.getArtifact, { params: { team: 'vision', run, name } }));

  it('are stored, shown with the run, and given back', async () => {
    const stored = await put('model', 'weights');
    expect(await put('model', 'weights')).toEqual(stored);
    expect((await scheduler.run(run)).artifacts).toEqual([{ name: 'model', attempt, ...stored }]);
    expect(await get('model')).toBe('weights');
  });

  it('are not given to other teams, nor taken from other clusters', async () => {
    await put('model', 'weights');
    await expect(get('model', 'bob')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(get('other')).rejects.toMatchObject({ code: 'not_found' });
    await expect(put('model', 'evil', 'agent-far', 'far')).rejects.toMatchObject({ code: 'not_found' });
    expect(await get('model')).toBe('weights');
  });
});
