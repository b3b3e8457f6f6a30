import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { copyFile, download, makeBigFile, upload } from './registry/artifact-transfer.ts';
import { checkSearch, fillMlflow, fillSlipway } from './registry/fill.ts';
import { putLoad, type Measured } from './registry/load.ts';
import type { OperationName } from './registry/operations.ts';
import { repeatBatch } from './registry/repeated-batch.ts';
import { ratiosOf, rowsOf, stepRates, type Figures } from './registry/results.ts';
import { startMlflow } from './registry/start-mlflow.ts';
import { startSlipway } from './registry/start-slipway.ts';
import type { System } from './registry/system.ts';

/** `points` are those that Slipway ingests; MLflow ingests as many of them as it can in `ingestSeconds`. */
const sizes = {
  whole: {
    repetitions: 3,
    seconds: 5,
    runs: 100_000,
    points: 10_000_000,
    ingestSeconds: 30,
    history: 200,
    repeats: 50,
    artifact: 5 * 1024,
  },
  quick: {
    repetitions: 1,
    seconds: 1,
    runs: 800,
    points: 80_000,
    ingestSeconds: 2,
    history: 10,
    repeats: 5,
    artifact: 64,
  },
} as const;

type Sizes = (typeof sizes)[keyof typeof sizes];

/** Measured on fresh data, in this order; the search comes when there is something to be found. */
const onFreshData = [
  'create run',
  'log metric',
  'log batch of 1,000 metrics',
  'create model and version',
  'get by alias',
] as const satisfies readonly OperationName[];

const connections = 8;
const pointsOfBatch = 1000;

/** How many times the peer's load latency is measured at. */
const timesPeer = 10;

async function measure(
  system: System,
  size: Sizes,
  fill: () => Promise<void>,
  bigFile: string,
  progress: (text: string) => void,
  peer?: Figures,
): Promise<Figures> {
  const operations = new Map<OperationName, Measured[]>();
  const paced = new Map<OperationName, Measured>();
  const repeatedly = async (operation: OperationName): Promise<void> => {
    progress(`${system.name}: ${operation}`);
    for (let round = 0; round < size.repetitions; round += 1) {
      const measured = await putLoad(system, { operation, connections, seconds: size.seconds });
      operations.set(operation, [...(operations.get(operation) ?? []), measured]);
    }
    const most = peer && Math.max(...stepRates(peer.operations.get(operation) ?? []));
    if (most === undefined) return;
    const load = { operation, connections, seconds: 2 * size.seconds, rate: timesPeer * most };
    paced.set(operation, await putLoad(system, load));
  };
  // Python imports and Node compiles what the first requests need.
  await putLoad(system, { operation: 'create run', connections, steps: 20, seconds: 20 });
  for (const operation of onFreshData) await repeatedly(operation);
  progress(`${system.name}: a repeated batch`);
  const repeated = await repeatBatch(system, size.history, size.repeats);
  progress(`${system.name}: ingest of points`);
  const steps = size.points / pointsOfBatch / connections;
  const seconds = system.name === 'mlflow' ? { seconds: size.ingestSeconds } : {};
  const ingest = await putLoad(system, { operation: 'ingest of points', connections, steps, ...seconds });
  progress(`${system.name}: fill with ${String(size.runs)} runs`);
  await fill();
  await checkSearch(system, size.runs);
  await repeatedly('search runs');
  const memory = await system.memory();
  progress(`${system.name}: an artifact of ${String(size.artifact)} MiB, up and down`);
  const up = await upload(system, bigFile);
  const down = await download(system, bigFile);
  const pointsPerSecond = (ingest.milliseconds.length * pointsOfBatch) / ingest.seconds;
  return { system: system.name, operations, paced, repeated, pointsPerSecond, memory, up, down };
}

export const registry: Benchmark = {
  name: 'registry',
  summary: "the model registry beside MLflow's own server, each on its own PostgreSQL of the same kind",
  async run({ quick, progress }) {
    const size = quick ? sizes.quick : sizes.whole;
    const root = await mkdtemp(path.join(os.tmpdir(), 'slipway-bench-'));
    await chmod(root, 0o755);
    try {
      const bigFile = path.join(root, 'big.bin');
      await makeBigFile(bigFile, size.artifact);
      const copied = path.join(root, 'copied.bin');
      const copyRate = await copyFile(bigFile, copied);
      await rm(copied);

      const mlflow = await startMlflow(path.join(root, 'mlflow'), progress);
      const theirs = await measure(
        mlflow,
        size,
        () => fillMlflow(mlflow, size.runs),
        bigFile,
        progress,
      ).finally(mlflow.stop);
      await rm(path.join(root, 'mlflow'), { recursive: true });

      const slipway = await startSlipway(path.join(root, 'slipway'));
      const ours = await measure(
        slipway,
        size,
        () => fillSlipway(slipway, size.runs),
        bigFile,
        progress,
        theirs,
      ).finally(slipway.stop);
      return { rows: rowsOf(ours, theirs, copyRate), ratios: ratiosOf(ours, theirs, copyRate) };
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
};
