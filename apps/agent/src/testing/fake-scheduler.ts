import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { ReportEnvelope, ReportedStatus, type AttemptReport } from '@slipway/contracts';
import { z } from 'zod';

/**
 * A scheduler that is strict about what it gets: reports without gaps, repeated ones equal to the first, logs whose
 * overlap is equal. What breaks the rules is kept in `violations`.
 */
export interface FakeScheduler {
  readonly url: string;
  readonly violations: string[];
  /** While set, every request but wakes is answered with this status. */
  failWith: number | undefined;
  /** Attempts that it claims not to know. */
  readonly unknown: Set<string>;
  /** Attempts whose reports it refuses as invalid. */
  readonly refused: Set<string>;
  reports(attempt: string): readonly AttemptReport[];
  ended(attempt: string): Extract<AttemptReport, { type: 'ended' }> | undefined;
  log(attempt: string, index?: number): string;
  /** Attempts for whose logs it was asked, or that sent some. */
  readonly logged: ReadonlySet<string>;
  /** What `openTracking` answers; a number is the status of a failure. */
  tracking: object | number;
  /** Requests for it: `ATTEMPT`, or `ATTEMPT untracked`. */
  readonly tracked: readonly string[];
  artifact(attempt: string, name: string): Buffer | undefined;
  /** Newest session of the agent; requests of older ones are refused. */
  session: number;
  /** Statuses that were told, the newest last. */
  readonly statuses: readonly ReportedStatus[];
  /** Attempts that it knows before their first report, as `knownAttempts` answers. */
  expect(attempt: string): void;
  /** Tells agents of a push. */
  push(): void;
  readonly listeners: number;
  /** Breaks the connections of those who listen. */
  dropListeners(): void;
  close(): Promise<void>;
}

export async function startFakeScheduler(): Promise<FakeScheduler> {
  const reports = new Map<string, ReportEnvelope[]>();
  const logs = new Map<string, Buffer>();
  const logged = new Set<string>();
  const artifacts = new Map<string, Buffer>();
  const wakes = new Set<ServerResponse>();
  const marks = new Map<string, string>();
  const statuses: ReportedStatus[] = [];
  const expected = new Set<string>();
  const tracked: string[] = [];
  const violations: string[] = [];

  const receiveReports = async (
    request: IncomingMessage,
    fake: FakeScheduler,
  ): Promise<[number, unknown]> => {
    const body = z
      .object({ session: z.int().optional(), reports: z.array(ReportEnvelope).max(500) })
      .parse(JSON.parse((await buffer(request)).toString()));
    if (body.session !== undefined && body.session !== fake.session)
      return [412, problem(412, 'precondition_failed')];
    const recorded: Record<string, number> = {};
    for (const envelope of body.reports) {
      const { attempt, sequence } = envelope;
      if (fake.refused.has(attempt)) return [400, problem(400, 'invalid_input')];
      if (fake.unknown.has(attempt)) {
        recorded[attempt] = -1;
        continue;
      }
      const known = reports.get(attempt) ?? [];
      if (sequence > known.length + 1) return [409, problem(409, 'conflict')];
      const before = known[sequence - 1];
      if (before && JSON.stringify(before) !== JSON.stringify(envelope))
        violations.push(
          `${attempt} ${String(sequence)} was ${JSON.stringify(before)} and is ${JSON.stringify(envelope)}`,
        );
      if (!before) reports.set(attempt, [...known, envelope]);
      recorded[attempt] = reports.get(attempt)?.length ?? 0;
    }
    return [200, { recorded }];
  };

  const receiveLog = async (
    request: IncomingMessage,
    key: string,
    query: URLSearchParams,
  ): Promise<[number, unknown]> => {
    const offset = Number(query.get('offset'));
    const session = query.get('session');
    if (session !== null && Number(session) !== fake.session)
      return [412, problem(412, 'precondition_failed')];
    const bytes = await buffer(request);
    const known = logs.get(key) ?? Buffer.alloc(0);
    if (offset <= known.length) {
      const overlap = known.length - offset;
      if (!known.subarray(offset, offset + bytes.length).equals(bytes.subarray(0, overlap)))
        violations.push(`log ${key} differs from ${String(offset)}`);
      logs.set(key, Buffer.concat([known, bytes.subarray(overlap)]));
      const mark = query.get('mark');
      if (mark !== null && bytes.length > overlap) marks.set(key, mark);
    }
    const mark = marks.get(key);
    return [200, { next: logs.get(key)?.length ?? 0, full: false, ...(mark !== undefined && { mark }) }];
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', 'http://fake');
    if (request.headers.authorization !== 'Bearer agent-token') {
      answer(response, 401, problem(401, 'unauthenticated'));
      return;
    }
    if (url.pathname === '/v1/agents/local/wake') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      wakes.add(response);
      response.on('close', () => wakes.delete(response));
      response.write(event);
      return;
    }
    if (fake.failWith !== undefined) {
      answer(
        response,
        fake.failWith,
        problem(fake.failWith, fake.failWith >= 500 ? 'unavailable' : 'forbidden'),
      );
      return;
    }
    if (url.pathname === '/v1/agents/local/reports') {
      answer(response, ...(await receiveReports(request, fake)));
      return;
    }
    if (url.pathname === '/v1/agents/local/sessions') {
      answer(response, 201, { session: (fake.session += 1) });
      return;
    }
    if (url.pathname === '/v1/agents/local/attempts') {
      const { attempts } = Asked.parse(JSON.parse((await buffer(request)).toString()));
      const known = attempts.filter((attempt) => expected.has(attempt) || reports.has(attempt));
      answer(response, 200, {
        attempts: Object.fromEntries(known.map((attempt) => [attempt, knownOf(fake, attempt)])),
      });
      return;
    }
    if (url.pathname === '/v1/agents/local/status') {
      const { session, ...status } = ReportedStatus.extend({ session: z.int().optional() }).parse(
        JSON.parse((await buffer(request)).toString()),
      );
      if (session !== undefined && session !== fake.session)
        answer(response, 412, problem(412, 'precondition_failed'));
      else answer(response, 200, {});
      statuses.push(status);
      return;
    }
    const [, opened] = /^\/v1\/agents\/local\/attempts\/([^/]+)\/tracking$/.exec(url.pathname) ?? [];
    if (opened !== undefined) {
      tracked.push(url.searchParams.get('tracked') === 'false' ? `${opened} untracked` : opened);
      const { tracking } = fake;
      if (typeof tracking === 'number') answer(response, tracking, problem(tracking, 'unavailable'));
      else answer(response, 200, tracking);
      return;
    }
    const [, attempt = '', log, name = ''] =
      /^\/v1\/agents\/local\/attempts\/([^/]+)\/(?:(log)|artifacts\/([^/]+))$/.exec(url.pathname) ?? [];
    if (log) {
      logged.add(attempt);
      answer(
        response,
        ...(await receiveLog(request, `${attempt} ${url.searchParams.get('index') ?? ''}`, url.searchParams)),
      );
      return;
    }
    const content = await buffer(request);
    artifacts.set(`${attempt} ${name}`, content);
    answer(response, 200, {
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A client that was killed in the middle of a request is no violation.
      if (!request.destroyed) violations.push(String(error));
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeScheduler = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    violations,
    failWith: undefined,
    session: 0,
    statuses,
    expect: (attempt) => void expected.add(attempt),
    unknown: new Set(),
    refused: new Set(),
    reports: (attempt) => (reports.get(attempt) ?? []).map(({ report }) => report),
    ended: (attempt) => fake.reports(attempt).find((report) => report.type === 'ended'),
    log: (attempt, index = 0) => (logs.get(`${attempt} ${String(index)}`) ?? Buffer.alloc(0)).toString(),
    logged,
    tracking: {},
    tracked,
    artifact: (attempt, name) => artifacts.get(`${attempt} ${name}`),
    push: () => {
      for (const response of wakes) response.write(event);
    },
    dropListeners: () => {
      for (const response of wakes) response.destroy();
    },
    get listeners() {
      return wakes.size;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return fake;
}

const Asked = z.object({ attempts: z.array(z.string()).max(500) });

function knownOf(fake: FakeScheduler, attempt: string): object {
  const reports = fake.reports(attempt);
  const pickedUp = reports.find((report) => report.type === 'picked-up');
  return {
    team: 'research',
    run: attempt.replace(/-\d+$/, ''),
    recorded: reports.length,
    ended: fake.ended(attempt) !== undefined,
    ...(pickedUp?.execution !== undefined && { execution: pickedUp.execution }),
  };
}

const event = `data: ${JSON.stringify({ repository: 'environment' })}\n\n`;

function problem(status: number, code: string): unknown {
  return { title: code, status, code, detail: `the fake answers ${code}`, requestId: 'fake', issues: [] };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
