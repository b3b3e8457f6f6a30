import { percentile, rowOf, type Row } from '../benchmark.ts';
import type { Transfer } from './artifact-transfer.ts';
import type { Measured } from './load.ts';
import type { OperationName } from './operations.ts';
import type { RepeatedBatch } from './repeated-batch.ts';
import type { System } from './system.ts';

/** An artifact up and down, and the plain copy of it before, which goes to the same disk in the same state. */
export interface ArtifactRound {
  /** MiB/s */
  readonly copy: number;
  readonly up: Transfer;
  readonly down: Transfer;
}

/** What was measured of a system; parts that were not wanted are undefined. */
export interface Figures {
  readonly system: System['name'];
  /** Each as often as it was repeated. */
  readonly operations: ReadonlyMap<OperationName, readonly Measured[]>;
  /** The same at a multiple of the peer's load, as far as it was measured. */
  readonly paced: ReadonlyMap<OperationName, readonly Measured[]>;
  readonly repeated: RepeatedBatch | undefined;
  /** `memory` with all runs and points, in MiB. */
  readonly atSize: { readonly pointsPerSecond: number; readonly memory: number } | undefined;
  readonly artifacts: readonly ArtifactRound[] | undefined;
}

const rates = (all: readonly Measured[]): number[] =>
  all.map(({ milliseconds, seconds }) => milliseconds.length / seconds);

export const stepRates = (all: readonly Measured[]): number[] =>
  all.map(({ steps, seconds }) => steps / seconds);

/** Processor seconds of the server and its PostgreSQL for 1,000 requests. */
const costs = (all: readonly Measured[]): number[] =>
  all.map(
    ({ milliseconds, serverProcessorSeconds }) => (serverProcessorSeconds / milliseconds.length) * 1000,
  );

const latencies = (all: readonly Measured[], share: number): number[] =>
  all.map(({ milliseconds }) => percentile(milliseconds, share));

const median = (values: readonly number[]): number => rowOf('', '', '', values).median;

/** How much longer a repeated batch takes behind a long history. */
const slowdown = ({ behindHistory, alone }: RepeatedBatch): number => median(behindHistory) / median(alone);

function rowsOfOne({ system, operations, paced, repeated, atSize, artifacts }: Figures): Row[] {
  const rows = [
    ...[...operations].flatMap(([name, all]) => [
      rowOf(system, name, 'requests/s', rates(all)),
      rowOf(system, `${name}, p50`, 'ms', latencies(all, 0.5)),
      rowOf(system, `${name}, p99`, 'ms', latencies(all, 0.99)),
      rowOf(system, `${name}, processor time for 1,000 requests`, 's', costs(all)),
    ]),
    ...[...paced].flatMap(([name, all]) => [
      rowOf(system, `${name}, at ten times the load of mlflow`, 'requests/s', rates(all)),
      rowOf(system, `${name}, at ten times the load of mlflow, p99`, 'ms', latencies(all, 0.99)),
    ]),
  ];
  if (repeated)
    rows.push(
      rowOf(system, 'repeated batch, nothing else logged', 'ms', repeated.alone),
      rowOf(system, 'repeated batch, behind a long history', 'ms', repeated.behindHistory),
    );
  if (atSize)
    rows.push(
      rowOf(system, 'ingest', 'points/s', [atSize.pointsPerSecond]),
      rowOf(system, 'memory of the server with all runs and points (RSS)', 'MiB', [atSize.memory]),
    );
  if (artifacts)
    for (const way of ['up', 'down'] as const) {
      const speeds = artifacts.map((round) => round[way].rate);
      const growths = artifacts.map((round) => round[way].growth);
      rows.push(
        rowOf(system, `artifact ${way}`, 'MiB/s', speeds),
        rowOf(system, `artifact ${way}, growth of memory`, 'MiB', growths),
      );
    }
  return rows;
}

export function rowsOf(ours: Figures, theirs: Figures): Row[] {
  const rows = [...rowsOfOne(ours), ...rowsOfOne(theirs)];
  const copies = ours.artifacts?.map(({ copy }) => copy);
  return copies ? [...rows, rowOf('node', 'copy of the artifact through streams', 'MiB/s', copies)] : rows;
}

export function ratiosOf(ours: Figures, theirs: Figures): Record<string, number> {
  const ratios: Record<string, number> = {};
  for (const [name, own] of ours.operations) {
    const peer = theirs.operations.get(name) ?? [];
    ratios[`${name}: slipway / mlflow, requests/s`] = median(rates(own)) / median(rates(peer));
    ratios[`${name}: mlflow / slipway, processor time`] = median(costs(peer)) / median(costs(own));
  }
  if (ours.repeated && theirs.repeated) {
    const what = 'behind a long history / nothing else logged';
    ratios[`repeated batch: slipway ${what}`] = slowdown(ours.repeated);
    ratios[`repeated batch: mlflow ${what}`] = slowdown(theirs.repeated);
  }
  if (ours.atSize && theirs.atSize)
    ratios['ingest: slipway / mlflow, points/s'] =
      ours.atSize.pointsPerSecond / theirs.atSize.pointsPerSecond;
  for (const way of ['up', 'down'] as const)
    if (ours.artifacts)
      ratios[`artifact ${way}: slipway / copy`] = median(
        ours.artifacts.map((round) => round[way].rate / round.copy),
      );
  return ratios;
}
