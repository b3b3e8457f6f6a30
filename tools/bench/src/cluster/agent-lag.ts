import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inParallel } from '@slipway/kernel';
import { until } from '@slipway/testing';
import { percentile, rowOf, type BenchmarkOptions, type Row } from '../benchmark.ts';
import { peakOf, residentOf } from '../memory.ts';
import { processorSeconds } from '../process-family.ts';
import { startAcceptingScheduler } from './accepting-scheduler.ts';
import { startAgentProcess } from './agent-process.ts';
import { JobLoad } from './job-load.ts';
import { startQuietCluster } from './quiet-cluster.ts';

const changesPerSecond = 100;
/** At a time: a machine that cannot write so many changes writes fewer, and does not drown in requests. */
const writers = 16;

/** Waits until there is no more to be accepted, at most this long. */
const drainMs = 120_000;

/**
 * One agent beside a real API server and etcd with many Jobs, half of them running, while the status of a hundred a second
 * changes: pods begin to run, and Jobs complete in turn. The lag is that from the API server's answer to the write of a
 * status to the scheduler's having accepted the report of it; the log of what has ended is read in between.
 */
export async function measureAgent({ quick, progress }: BenchmarkOptions): Promise<readonly Row[]> {
  const jobs = quick ? 1_000 : 10_000;
  const changes = (quick ? 5 : 60) * changesPerSecond;
  const directory = await mkdtemp(path.join(os.tmpdir(), 'slipway-bench-'));
  try {
    await using quiet = await startQuietCluster(path.join(directory, 'cluster'));
    const writtenAt = new Map<string, number>();
    const acceptedAt = new Map<string, number>();
    const scheduler = await startAcceptingScheduler((attempt, type) => {
      if (type === 'started' || type === 'ended') acceptedAt.set(`${type} ${attempt}`, performance.now());
    });
    /** The report may be there before the answer to the write. */
    const lagsOf = (prefix: string): number[] =>
      [...writtenAt]
        .filter(([change]) => change.startsWith(prefix))
        .map(([change, at]) => Math.max(0, (acceptedAt.get(change) ?? Infinity) - at));
    const load = new JobLoad(quiet);
    const attempts = Array.from({ length: jobs }, (_, index) => `run-${String(index)}-1`);
    progress(`makes ${String(jobs)} Jobs`);
    await load.create(attempts);
    const running = attempts.slice(0, jobs / 2);
    const waiting = attempts.slice(jobs / 2);
    await load.startAll(running);

    progress('starts the agent');
    const begun = performance.now();
    const agent = await startAgentProcess(quiet.cluster, { url: scheduler.url, directory });
    await until('all Jobs are picked up', () => scheduler.pickedUp.size === jobs, 300_000);
    const takenUp = (performance.now() - begun) / 1000;
    const settled = await residentOf(agent.pid);
    const processorBefore = await processorSeconds(agent.pid);
    const requestsBefore = scheduler.requests;

    progress(`${String(changesPerSecond)} changes a second`);
    const began = performance.now();
    let late = 0;
    await inParallel(Array.from({ length: changes }).keys(), writers, async (change) => {
      const early = began + (change * 1000) / changesPerSecond - performance.now();
      if (early > 1) await delay(early);
      late = Math.max(late, -early);
      const [attempt, type] = change % 2 === 0 ? [waiting.shift(), 'started'] : [running.shift(), 'ended'];
      if (attempt === undefined) throw new Error('there are no more Jobs to change');
      await (type === 'started' ? load.start(attempt) : load.end(attempt));
      writtenAt.set(`${type} ${attempt}`, performance.now());
    });
    const wrote = (performance.now() - began) / 1000;
    await until(
      'all changes are reported',
      () => [...writtenAt.keys()].every((change) => acceptedAt.has(change)),
      drainMs,
    );
    const processor = (await processorSeconds(agent.pid)) - processorBefore;
    const requests = scheduler.requests - requestsBefore;
    const peak = await peakOf(agent.pid);
    await agent.stop();
    await scheduler.close();
    const all = lagsOf('');
    const name = `agent, ${String(jobs)} Jobs, ${String(changesPerSecond)} changes/s`;
    return [
      rowOf(name, 'status written → report accepted, p50', 'ms', [percentile(all, 0.5)]),
      rowOf(name, 'status written → report accepted, p99', 'ms', [percentile(all, 0.99)]),
      rowOf(name, '– that a Job has started, p99', 'ms', [percentile(lagsOf('started '), 0.99)]),
      rowOf(name, '– that a Job has ended, p99', 'ms', [percentile(lagsOf('ended '), 0.99)]),
      rowOf(name, 'changes written', '1/s', [changes / wrote]),
      rowOf(name, 'the load was late by, at most', 'ms', [late]),
      rowOf(name, 'requests with reports', '1/s', [requests / wrote]),
      rowOf(name, 'processor time of the agent, a change', 'ms', [(processor * 1000) / changes]),
      rowOf(name, 'start → all Jobs picked up', 's', [takenUp]),
      rowOf(name, 'memory when all Jobs are picked up (RSS)', 'MiB', [settled]),
      rowOf(name, 'largest memory (RSS)', 'MiB', [peak]),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
