import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { agentEndpoints, runEndpoints, type Endpoint, type RequestOf } from '@slipway/contracts';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { jobYaml, teamYaml } from './testing/sample-resources.ts';
import { ended, pickedUp, SchedulerHarness, started } from './testing/scheduler-harness.ts';

type Query<E extends Endpoint> = NonNullable<RequestOf<E>['query']>;

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
});

describe('logs', () => {
  const append = (offset: number, content: string, index = 0) =>
    scheduler.as('agent-local').call(agentEndpoints.appendLog, {
      params: { cluster: 'local', attempt },
      query: { index, offset },
      stream: Readable.from([Buffer.from(content)]),
    });
  const logs = (query: Query<typeof runEndpoints.runLogs> = {}, principal = 'vera') =>
    scheduler.as(principal).bytes(runEndpoints.runLogs, { params: { team: 'vision', run }, query });

  it('are read as they were written, from any byte, for each process', async () => {
    expect(await append(0, 'hello ')).toEqual({ next: 6, full: false });
    expect(await append(2, 'llo world\n')).toEqual({ next: 12, full: false });
    await append(0, 'second process\n', 1);
    expect(await text(logs())).toBe('hello world\n');
    expect(await text(logs({ offset: 6 }))).toBe('world\n');
    expect(await text(logs({ index: 1 }))).toBe('second process\n');
    expect(await text(logs({ index: 2 }))).toBe('');
  });

  it('are followed until the attempt has ended', async () => {
    await append(0, 'one\n');
    const pieces: string[] = [];
    const following = (async () => {
      for await (const piece of logs({ follow: true })) pieces.push(Buffer.from(piece).toString());
    })();
    await append(4, 'two\n');
    await scheduler.report(attempt, pickedUp, started);
    await append(8, 'three\n');
    await scheduler.report(attempt, ended('succeeded'));
    await following;
    expect(pieces.join('')).toBe('one\ntwo\nthree\n');
  });

  it('are followed from before the first attempt on', async () => {
    await scheduler.apply('root', { yaml: teamYaml('vision', { quota: { runs: 0 } }) });
    const held = await scheduler.as('alice').call(runEndpoints.startRun, {
      params: { team: 'vision', name: `job-${String(jobs)}` },
      body: {},
    });
    expect(held.attempts).toEqual([]);
    const following = text(
      scheduler.as('vera').bytes(runEndpoints.runLogs, {
        params: { team: 'vision', run: held.name },
        query: { follow: true },
      }),
    );
    await scheduler.apply('root', { yaml: teamYaml('vision') });
    await scheduler.runWhen(held.name, ({ attempts }) => attempts.length === 1);
    await scheduler.report(`${held.name}-1`, ended('succeeded'));
    expect(await following).toBe('');
  });

  it('are not found for unknown runs and attempts, nor shown to other teams', async () => {
    await expect(text(logs({ epoch: 2 }))).rejects.toMatchObject({ code: 'not_found' });
    await expect(text(logs({}, 'bob'))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      text(scheduler.as('bob').bytes(runEndpoints.runLogs, { params: { team: 'speech', run }, query: {} })),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are not taken for attempts of another cluster', async () => {
    await expect(
      scheduler.as('agent-far').call(agentEndpoints.appendLog, {
        params: { cluster: 'far', attempt },
        query: { index: 0, offset: 0 },
        stream: Readable.from([Buffer.from('x')]),
      }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('events', () => {
  const watch = (query: Query<typeof runEndpoints.watchRuns>, signal?: AbortSignal) =>
    scheduler.as('vera').events(runEndpoints.watchRuns, {
      params: { team: 'vision' },
      query,
      ...(signal ? { signal } : {}),
    });

  it('come as they happen, and a watch resumes after the last one without a gap', async () => {
    const ids: number[] = [];
    const leaving = new AbortController();
    for await (const { id, data } of watch({}, leaving.signal)) {
      ids.push(Number(id));
      expect(id).toBe(data.id);
      if (data.run === run && data.type === 'accepted') break;
    }
    expect(ids).toEqual(ids.map((_, index) => index + 1));

    const last = ids.length;
    const more = (async () => {
      const types: string[] = [];
      for await (const { id, data } of watch({ after: String(last) })) {
        expect(Number(id)).toBe(last + types.length + 1);
        types.push(data.type);
        if (data.type === 'started') break;
      }
      return types;
    })();
    await scheduler.report(attempt, pickedUp, started);
    expect(await more).toEqual(['picked-up', 'started']);
  });

  it('can be had of one run alone, and without waiting', async () => {
    const runs = new Set<string>();
    for await (const { data } of watch({ run, follow: false })) runs.add(data.run);
    expect([...runs]).toEqual([run]);
  });

  it('are refused after something that is no event', async () => {
    await expect(watch({ after: 'x', follow: false }).next()).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

describe('wake', () => {
  it('tells an agent at once and after each push', async () => {
    const wakes = scheduler.as('agent-local').events(agentEndpoints.wake, { params: { cluster: 'local' } });
    expect(await wakes.next()).toMatchObject({ value: { data: { repository: 'environment' } } });
    await scheduler.push();
    expect(await wakes.next()).toMatchObject({ value: { data: { repository: 'environment' } } });
    await wakes.return();
  });

  it('is for the agent of the cluster alone', async () => {
    const wakes = scheduler.as('agent-far').events(agentEndpoints.wake, { params: { cluster: 'local' } });
    await expect(wakes.next()).rejects.toMatchObject({ code: 'forbidden' });
  });
});
