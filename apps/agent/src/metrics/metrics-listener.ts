import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '@slipway/ports';
import { systemErrorCode, unlessMissing, writeDurably } from '@slipway/process-runtime';
import { z } from 'zod';
import type { Journal } from '../attempts/journal.ts';
import { isMetricName, metricReports, progressReport, type MetricReport } from '@slipway/runs';

export interface MetricsTarget {
  /** Bearer token of the attempt. */
  readonly token: string;
  readonly journal: Journal;
}

export interface MetricsListener {
  /** Where the programs of an attempt send their metrics. */
  url(attempt: string): string;
  close(): Promise<void>;
}

const maxBodyBytes = 65_536;
/** Requests of one attempt that are being written at the same time. */
const maxInFlight = 64;
const maxBacklog = 10_000;

const Metrics = z.record(z.string(), z.number()).check(({ value, issues }) => {
  for (const name of Object.keys(value)) {
    if (!isMetricName(name))
      issues.push({
        code: 'custom',
        message: `${JSON.stringify(name)} is not the name of a metric`,
        input: value,
      });
  }
});

const Body = z.strictObject({
  metrics: Metrics.optional(),
  step: z.int().optional(),
  progress: z.number().min(0).max(1).optional(),
  message: z.string().max(2000).optional(),
});

/**
 * Takes metrics from programs over HTTP on the loopback interface. An answer 204 means: on disk. The port is kept in a file
 * and taken again, since programs that outlive this agent go on using it.
 */
export async function openMetricsListener(options: {
  readonly portFile: string;
  readonly find: (attempt: string) => MetricsTarget | undefined;
  readonly logger: Logger;
}): Promise<MetricsListener> {
  const inFlight = new Map<string, number>();
  const server = createServer((request, response) => {
    const answer = (status: number, text = ''): void => {
      if (response.headersSent) return;
      response.writeHead(status, {
        ...(text && { 'content-type': 'text/plain; charset=utf-8' }),
        ...(status === 429 && { 'retry-after': '1' }),
      });
      response.end(text && `${text}\n`);
    };
    receive(request, response, options.find, inFlight).then(
      ([status, text]) => {
        answer(status, text);
      },
      (error: unknown) => {
        options.logger.warn('Metrics could not be kept', { reason: String(error) });
        answer(503, 'the metrics could not be written; send them again');
      },
    );
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  server.maxConnections = 1_000;
  const port = await listen(server, options);
  return {
    url: (attempt) => `http://127.0.0.1:${String(port)}/v1/attempts/${attempt}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function listen(
  server: Server,
  { portFile, logger }: { portFile: string; logger: Logger },
): Promise<number> {
  const kept = Number(/"port":(\d+)/.exec((await unlessMissing(readFile(portFile, 'utf8'))) ?? '')?.[1] ?? 0);
  const bind = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.removeListener('error', reject);
        resolve((server.address() as AddressInfo).port);
      });
    });
  const port = await bind(kept).catch((error: unknown) => {
    if (systemErrorCode(error) !== 'EADDRINUSE') throw error;
    logger.warn(
      'The port of the metrics listener is taken; programs that still run cannot send metrics over HTTP',
      { port: kept },
    );
    return bind(0);
  });
  if (port !== kept) await writeDurably(portFile, JSON.stringify({ port }));
  return port;
}

type Answer = readonly [status: number, text?: string];

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  find: (attempt: string) => MetricsTarget | undefined,
  inFlight: Map<string, number>,
): Promise<Answer> {
  response.setHeader('cache-control', 'no-store');
  const attempt = /^\/v1\/attempts\/([a-z0-9-]{1,63})\/metrics$/.exec(request.url ?? '')?.[1];
  if (attempt === undefined) return [404, 'there is nothing here'];
  if (request.method !== 'POST') return [405, 'use POST'];
  const target = find(attempt);
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (!target || token === undefined || !sameToken(token, target.token))
    return [401, 'the token is not that of this attempt'];

  const now = inFlight.get(attempt) ?? 0;
  if (now >= maxInFlight || target.journal.backlog >= maxBacklog) return [429, 'too many metrics at once'];
  inFlight.set(attempt, now + 1);
  try {
    const body = await readBody(request);
    if (body === undefined) return [413, `a body has at most ${String(maxBodyBytes)} bytes`];
    const reports = readReports(body);
    if (typeof reports === 'string') return [400, reports];
    return (await target.journal.append({ reports })) ? [204] : [410, 'the attempt has ended'];
  } finally {
    const left = (inFlight.get(attempt) ?? 1) - 1;
    if (left > 0) inFlight.set(attempt, left);
    else inFlight.delete(attempt);
  }
}

/** In constant time: both sides are hashed to the same length first. */
function sameToken(left: string, right: string): boolean {
  const [first, second] = [left, right].map((text) => createHash('sha256').update(text).digest());
  return first !== undefined && second !== undefined && timingSafeEqual(first, second);
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The reports of a body, or what is wrong with it. */
function readReports(text: string): readonly MetricReport[] | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'the body is not JSON';
  }
  const body = Body.safeParse(json);
  if (!body.success) return z.prettifyError(body.error);
  const { metrics = {}, step, progress, message = '' } = body.data;
  const reports = [
    ...metricReports(new Map(Object.entries(metrics)), step),
    ...(progress === undefined ? [] : [progressReport(progress, message)]),
  ];
  return reports.length === 0 ? 'there are neither metrics nor progress in the body' : reports;
}
