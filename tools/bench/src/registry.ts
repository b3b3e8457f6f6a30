import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Benchmark } from './benchmark.ts';
import { copyFile, download, makeBigFile, upload } from './registry/artifact-transfer.ts';
import { checkSearch, fillMlflow, fillSlipway } from './registry/fill.ts';
import { putLoad, type Measured } from './registry/load.ts';
import type { OperationName } from './registry/operations.ts';
import { repeatBatch } from './registry/repeated-batch.ts';
import { ratiosOf, rowsOf, stepRates, type ArtifactRound, type Figures } from './registry/results.ts';
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

const parts = ['requests', 'size', 'artifacts'] as const;
type Part = (typeof parts)[number];

interface Wanted {
  readonly size: Sizes;
  readonly isWanted: (part: Part) => boolean;
  readonly bigFile: string;
  readonly progress: (text: string) => void;
}

async function measure(
  { size, isWanted, bigFile, progress }: Wanted,
  system: System,
  fill: () => Promise<void>,
  peer?: Figures,
): Promise<Figures> {
  const operations = new Map<OperationName, Measured[]>();
  const paced = new Map<OperationName, Measured[]>();
  const repeatedly = async (operation: OperationName): Promise<void> => {
    progress(`${system.name}: ${operation}`);
    // A server that has just begun with something compiles it, plans it and fills its caches.
    await putLoad(system, { operation, connections, seconds: size.seconds });
    for (let round = 0; round < size.repetitions; round += 1) {
      const measured = await putLoad(system, { operation, connections, seconds: size.seconds });
      operations.set(operation, [...(operations.get(operation) ?? []), measured]);
    }
    const most = peer && Math.max(...stepRates(peer.operations.get(operation) ?? []));
    if (most === undefined) return;
    const load = { operation, connections, seconds: size.seconds, rate: timesPeer * most };
    for (let round = 0; round < size.repetitions; round += 1)
      paced.set(operation, [...(paced.get(operation) ?? []), await putLoad(system, load)]);
  };
  const atSize = async (): Promise<Figures['atSize']> => {
    progress(`${system.name}: ingest of points`);
    const steps = size.points / pointsOfBatch / connections;
    const seconds = system.name === 'mlflow' ? { seconds: size.ingestSeconds } : {};
    const ingest = await putLoad(system, { operation: 'ingest of points', connections, steps, ...seconds });
    progress(`${system.name}: fill with ${String(size.runs)} runs`);
    await fill();
    await checkSearch(system, size.runs);
    await repeatedly('search runs');
    const pointsPerSecond = (ingest.milliseconds.length * pointsOfBatch) / ingest.seconds;
    return { pointsPerSecond, memory: await system.memory() };
  };
  const transfers = async (): Promise<Figures['artifacts']> => {
    const rounds: ArtifactRound[] = [];
    // MLflow takes minutes.
    const count = system.name === 'mlflow' ? 1 : size.repetitions;
    while (rounds.length < count) {
      progress(`${system.name}: an artifact of ${String(size.artifact)} MiB, up and down`);
      const copy = await copyFile(bigFile, `${bigFile}.copied`);
      await rm(`${bigFile}.copied`);
      const up = await upload(system, bigFile);
      rounds.push({ copy, up, down: await download(system, bigFile) });
    }
    return rounds;
  };
  // Python imports and Node compiles what the first requests need.
  await putLoad(system, { operation: 'create run', connections, steps: 20, seconds: 20 });
  if (isWanted('requests')) {
    for (const operation of onFreshData) await repeatedly(operation);
    progress(`${system.name}: a repeated batch`);
  }
  const repeated = isWanted('requests') ? await repeatBatch(system, size.history, size.repeats) : undefined;
  return {
    ...{ system: system.name, operations, paced, repeated },
    atSize: isWanted('size') ? await atSize() : undefined,
    artifacts: isWanted('artifacts') ? await transfers() : undefined,
  };
}

export const registry: Benchmark = {
  name: 'registry',
  summary:
    "the model registry beside MLflow's own server, each on its own PostgreSQL of the same kind; parts: requests, size, artifacts",
  parts,
  async run({ quick, progress, only }) {
    const size = quick ? sizes.quick : sizes.whole;
    const isWanted = (part: Part): boolean => only === undefined || only === part;
    const root = await mkdtemp(path.join(os.tmpdir(), 'slipway-bench-'));
    await chmod(root, 0o755);
    try {
      const bigFile = path.join(root, 'big.bin');
      const wanted = { size, isWanted, bigFile, progress };
      if (isWanted('artifacts')) await makeBigFile(bigFile, size.artifact);

      const mlflow = await startMlflow(path.join(root, 'mlflow'), progress);
      const theirs = await measure(wanted, mlflow, () => fillMlflow(mlflow, size.runs)).finally(mlflow.stop);
      await rm(path.join(root, 'mlflow'), { recursive: true });

      const slipway = await startSlipway(path.join(root, 'slipway'));
      const fill = (): Promise<void> => fillSlipway(slipway, size.runs);
      const ours = await measure(wanted, slipway, fill, theirs).finally(slipway.stop);
      return { rows: rowsOf(ours, theirs), ratios: ratiosOf(ours, theirs) };
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
};
