import { percentile, rowOf, type Row } from '../benchmark.ts';
import type { Transfer } from './artifact-transfer.ts';
import type { Measured } from './load.ts';
import type { OperationName } from './operations.ts';
import type { RepeatedBatch } from './repeated-batch.ts';
import type { System } from './system.ts';

/** Everything that was measured of a system. */
export interface Figures {
  readonly system: System['name'];
  /** Each as often as it was repeated. */
  readonly operations: ReadonlyMap<OperationName, readonly Measured[]>;
  /** The same at a multiple of the peer's load, as far as it was measured. */
  readonly paced: ReadonlyMap<OperationName, Measured>;
  readonly repeated: RepeatedBatch;
  readonly pointsPerSecond: number;
  /** With all runs and points, in MiB. */
  readonly memory: number;
  readonly up: Transfer;
  readonly down: Transfer;
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
const slowdown = ({ repeated }: Figures): number => median(repeated.behindHistory) / median(repeated.alone);

function rowsOfOne(figures: Figures): Row[] {
  const { system, operations, paced, repeated, up, down } = figures;
  return [
    ...[...operations].flatMap(([name, all]) => [
      rowOf(system, name, 'requests/s', rates(all)),
      rowOf(system, `${name}, p50`, 'ms', latencies(all, 0.5)),
      rowOf(system, `${name}, p99`, 'ms', latencies(all, 0.99)),
      rowOf(system, `${name}, processor time for 1,000 requests`, 's', costs(all)),
    ]),
    ...[...paced].flatMap(([name, measured]) => [
      rowOf(system, `${name}, at ten times the load of mlflow`, 'requests/s', rates([measured])),
      rowOf(system, `${name}, at ten times the load of mlflow, p99`, 'ms', latencies([measured], 0.99)),
    ]),
    rowOf(system, 'ingest', 'points/s', [figures.pointsPerSecond]),
    rowOf(system, 'repeated batch, nothing else logged', 'ms', repeated.alone),
    rowOf(system, 'repeated batch, behind a long history', 'ms', repeated.behindHistory),
    rowOf(system, 'memory of the server with all runs and points (RSS)', 'MiB', [figures.memory]),
    rowOf(system, 'artifact up', 'MiB/s', [up.rate]),
    rowOf(system, 'artifact up, growth of memory', 'MiB', [up.growth]),
    rowOf(system, 'artifact down', 'MiB/s', [down.rate]),
    rowOf(system, 'artifact down, growth of memory', 'MiB', [down.growth]),
  ];
}

export const rowsOf = (ours: Figures, theirs: Figures, copyRate: number): Row[] => [
  ...rowsOfOne(ours),
  ...rowsOfOne(theirs),
  rowOf('node', 'copy of the artifact through streams', 'MiB/s', [copyRate]),
];

export function ratiosOf(ours: Figures, theirs: Figures, copyRate: number): Record<string, number> {
  const ratios: Record<string, number> = {};
  for (const [name, own] of ours.operations) {
    const peer = theirs.operations.get(name) ?? [];
    ratios[`${name}: slipway / mlflow, requests/s`] = median(rates(own)) / median(rates(peer));
    ratios[`${name}: mlflow / slipway, processor time`] = median(costs(peer)) / median(costs(own));
  }
  return {
    ...ratios,
    'ingest: slipway / mlflow, points/s': ours.pointsPerSecond / theirs.pointsPerSecond,
    'repeated batch: slipway behind a long history / nothing else logged': slowdown(ours),
    'repeated batch: mlflow behind a long history / nothing else logged': slowdown(theirs),
    'artifact up: slipway / copy': ours.up.rate / copyRate,
    'artifact down: slipway / copy': ours.down.rate / copyRate,
  };
}
