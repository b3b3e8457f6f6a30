import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  agentEndpoints,
  clusterStatusEndpoints,
  type AttemptReport,
  type ReportedStatus,
} from '@slipway/contracts';
import { jobYaml } from './testing/sample-resources.ts';
import { SchedulerHarness, ended, started } from './testing/scheduler-harness.ts';

let scheduler: SchedulerHarness;

beforeAll(async () => {
  scheduler = await SchedulerHarness.start();
  await scheduler.setUp();
});

afterAll(() => scheduler.stop());

const agent = () => scheduler.as('agent-local');
const params = { cluster: 'local' };
const openSession = async (): Promise<number> =>
  (await agent().call(agentEndpoints.openSession, { params })).session;
const known = async (...attempts: string[]) =>
  (await agent().call(agentEndpoints.knownAttempts, { params, body: { attempts } })).attempts;

const newAttempt = async (name: string): Promise<string> => {
  const { run } = await scheduler.applyOne('alice', { yaml: jobYaml('vision', name), run: 'always' });
  await scheduler.push();
  return `${run ?? ''}-1`;
};

const report = (attempt: string, sequence: number, session: number | undefined, what: AttemptReport) =>
  agent().call(agentEndpoints.report, {
    params,
    body: {
      ...(session !== undefined && { session }),
      reports: [
        {
          team: 'vision',
          run: attempt.slice(0, -2),
          attempt,
          sequence,
          at: scheduler.clock.now().toISOString(),
          report: what,
        },
      ],
    },
  });

const status: ReportedStatus = {
  agentVersion: '0.1.0',
  runtime: 'kubernetes',
  version: 'v1.36.3',
  reconciler: {
    kind: 'flux',
    sourceRevision: 'abc',
    appliedRevision: 'abc',
    ready: true,
    message: 'applied',
  },
  nodePools: [
    {
      name: 'gpu',
      nodes: 3,
      ready: 2,
      allocatable: { cpu: 8, 'nvidia.com/gpu': 2 },
      requested: { cpu: 1.5 },
    },
  ],
  problems: [],
  at: '2026-11-24T12:00:00.000Z',
};

describe('an agent without memory', () => {
  it('learns what is recorded of its attempts, and nothing of others', async () => {
    const attempt = await newAttempt('memory');
    expect(await known(attempt, 'nobody-knows-1')).toEqual({
      [attempt]: { team: 'vision', run: attempt.slice(0, -2), recorded: 0, ended: false },
    });
    await report(attempt, 1, undefined, { type: 'picked-up', ignored: [], execution: 'uid-1' });
    await report(attempt, 2, undefined, started);
    expect(await known(attempt)).toMatchObject({
      [attempt]: { recorded: 2, ended: false, execution: 'uid-1' },
    });
    await report(attempt, 3, undefined, ended('succeeded'));
    expect(await known(attempt)).toMatchObject({ [attempt]: { recorded: 3, ended: true } });
    const far = await scheduler.as('agent-far').call(agentEndpoints.knownAttempts, {
      params: { cluster: 'far' },
      body: { attempts: [attempt] },
    });
    expect(far.attempts).toEqual({});
  });

  it('goes on with a log where the one before it was', async () => {
    const attempt = await newAttempt('log');
    const append = (offset: number, text: string, mark?: string) =>
      agent().call(agentEndpoints.appendLog, {
        params: { ...params, attempt },
        query: { index: 0, offset, ...(mark !== undefined && { mark }) },
        stream: Buffer.from(text),
      });
    expect(await append(0, '')).toEqual({ next: 0, full: false });
    await append(0, 'one\n', 'first');
    await append(4, 'two\n', 'second');
    expect(await append(0, 'one\n', 'first')).toEqual({ next: 8, full: false, mark: 'second' });
  });
});

describe('sessions of an agent', () => {
  it('fence: once a newer one has begun, nothing of the older is taken', async () => {
    const attempt = await newAttempt('fence');
    const older = await openSession();
    await report(attempt, 1, older, { type: 'picked-up', ignored: [] });
    const newer = await openSession();
    expect(newer).toBe(older + 1);
    await expect(report(attempt, 2, older, ended('failed'))).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    const append = agent().call(agentEndpoints.appendLog, {
      params: { ...params, attempt },
      query: { index: 0, offset: 0, session: older },
      stream: Buffer.from('late\n'),
    });
    await expect(append).rejects.toMatchObject({ code: 'precondition_failed' });
    const put = agent().call(agentEndpoints.putStatus, { params, body: { ...status, session: older } });
    await expect(put).rejects.toMatchObject({ code: 'precondition_failed' });
    await report(attempt, 2, newer, started);
    expect(await known(attempt)).toMatchObject({ [attempt]: { recorded: 2, ended: false } });
  });

  it('are counted for each cluster, also when many begin at once', async () => {
    const sessions = await Promise.all(Array.from({ length: 5 }, openSession));
    expect(new Set(sessions).size).toBe(5);
    const { session } = await scheduler
      .as('agent-far')
      .call(agentEndpoints.openSession, { params: { cluster: 'far' } });
    expect(session).toBe(1);
  });
});

describe('the status of clusters', () => {
  it('is what the agent told last, with the time when it was heard', async () => {
    const read = () => scheduler.as('vera').call(clusterStatusEndpoints.getClusterStatus, { params });
    await expect(read()).rejects.toMatchObject({ code: 'not_found' });
    await agent().call(agentEndpoints.putStatus, {
      params,
      body: { ...status, session: await openSession() },
    });
    const problems = ['may not list nodes'];
    await agent().call(agentEndpoints.putStatus, { params, body: { ...status, problems } });
    const { seenAt, seenSecondsAgo, ...told } = await read();
    expect(told).toEqual({ ...status, problems, cluster: 'local' });
    expect(seenSecondsAgo).toBeGreaterThanOrEqual(0);
    expect(Date.parse(seenAt)).toBeGreaterThan(Date.parse('2026-01-01'));
  });

  it('is listed by name in pages', async () => {
    await agent().call(agentEndpoints.putStatus, { params, body: status });
    const far = { params: { cluster: 'far' }, body: status };
    await scheduler.as('agent-far').call(agentEndpoints.putStatus, far);
    const first = await scheduler
      .as('bob')
      .call(clusterStatusEndpoints.listClusterStatuses, { query: { limit: 1 } });
    expect(first.items.map(({ cluster }) => cluster)).toEqual(['far']);
    const { items, cursor } = await scheduler
      .as('bob')
      .call(clusterStatusEndpoints.listClusterStatuses, { query: { limit: 1, cursor: first.cursor } });
    expect([items.map(({ cluster }) => cluster), cursor]).toEqual([['local'], undefined]);
  });

  it('can be told by nobody but the agent of the cluster', async () => {
    for (const principal of ['root', 'alice', 'agent-far']) {
      const put = scheduler.as(principal).call(agentEndpoints.putStatus, { params, body: status });
      await expect(put).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});
