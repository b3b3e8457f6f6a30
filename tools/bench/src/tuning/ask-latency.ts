import {
  createGpSampler,
  createRandomSampler,
  createSpace,
  createTpeSampler,
  type CreateSampler,
  type Sampler,
} from '@slipway/search';
import { percentile, rowOf, type Row } from '../benchmark.ts';

interface Case {
  readonly name: string;
  readonly create: CreateSampler;
  readonly dimensions: number;
  readonly finished: number;
  /** Milliseconds. */
  readonly goal: number;
}

const cases: readonly Case[] = [
  {
    name: 'tpe, 20 dimensions, 1,000 trials',
    create: createTpeSampler,
    dimensions: 20,
    finished: 1_000,
    goal: 5,
  },
  {
    name: 'tpe, 20 dimensions, 10,000 trials',
    create: createTpeSampler,
    dimensions: 20,
    finished: 10_000,
    goal: 50,
  },
  {
    name: 'gp, 10 dimensions, 500 trials',
    create: createGpSampler,
    dimensions: 10,
    finished: 500,
    goal: 100,
  },
];
const asks = 200;
/** Asks that a service has answered before: by then the code is compiled. */
const before = 50;

/** Times of suggestions in a process that has made some before, and of the first ones in a study that was just loaded. */
export function askLatency(): { readonly rows: Row[]; readonly ratios: Record<string, number> } {
  const rows: Row[] = [];
  const ratios: Record<string, number> = {};
  for (const { name, create, dimensions, finished, goal } of cases) {
    const first = timeAsks(study(create, dimensions, finished, 1), finished, 10);
    timeAsks(study(create, dimensions, finished, 2), finished, before);
    const warm = timeAsks(study(create, dimensions, finished, 3), finished, asks);
    const p99 = percentile(warm, 0.99);
    rows.push(rowOf('slipway', `ask of ${name}`, 'ms', warm));
    rows.push(rowOf('slipway', `ask of ${name}, p99`, 'ms', [p99]));
    rows.push(rowOf('slipway', `ask of ${name}, the first ten`, 'ms', first));
    ratios[`ask of ${name}: p99 of the goal (${String(goal)} ms)`] = p99 / goal;
  }
  return { rows, ratios };
}

const bowl = (point: Float64Array): number =>
  point.reduce((sum, at, dimension) => sum + (1 + dimension) * (at - 0.3) ** 2, 0);

/** A sampler that has heard of trials at random points. */
function study(create: CreateSampler, dimensions: number, finished: number, seed: number): Sampler {
  const space = spaceOf(dimensions);
  const random = createRandomSampler({ space, seed });
  const sampler = create({ space, seed });
  for (let trial = 0; trial < finished; trial += 1) {
    const point = random.ask(trial);
    sampler.begin(trial, point);
    sampler.tell({ trial, point, state: 'complete', losses: [bowl(point)], violation: 0 });
  }
  return sampler;
}

function spaceOf(dimensions: number) {
  return createSpace(
    Array.from({ length: dimensions }, (_, index) => ({
      name: `x${String(index)}`,
      kind: 'float',
      low: 0,
      high: 1,
      scale: 'linear',
    })),
  );
}

/** Milliseconds of each ask; each is followed by its tell, which is not counted. */
function timeAsks(sampler: Sampler, finished: number, count: number): number[] {
  const times: number[] = [];
  for (let trial = finished; trial < finished + count; trial += 1) {
    const began = performance.now();
    const point = sampler.ask(trial);
    times.push(performance.now() - began);
    sampler.tell({ trial, point, state: 'complete', losses: [bowl(point)], violation: 0 });
  }
  return times;
}
