import {
  asha,
  createRandomSampler,
  createSpace,
  createTpeSampler,
  hyperband,
  medianRule,
  parseSpace,
  type Configuration,
  type CreateSampler,
  type EarlyStopping,
  type LearningCurve,
  type Parameter,
} from '@slipway/search';
import { PythonLines } from './python-lines.ts';
import type { Play } from './quality.ts';

/** Epochs of a trial that runs to its end. */
const epochsOfTrial = 81;

interface CurveProblem {
  readonly name: string;
  readonly parameters: unknown;
  readonly curves: Readonly<Record<string, readonly number[]>>;
}

const rules: Readonly<Record<string, EarlyStopping>> = {
  asha: asha({ minResource: 1, reductionFactor: 3, maxResource: epochsOfTrial }),
  hyperband: hyperband({ minResource: 1, reductionFactor: 3, maxResource: epochsOfTrial }),
  median: medianRule(),
};
const samplers: Readonly<Record<string, CreateSampler>> = {
  random: createRandomSampler,
  tpe: createTpeSampler,
};
const pruners = ['hyperband', 'median', 'none'];

/**
 * Plays learning-curve problems with rules of early stopping, Slipway's and Optuna's, at equal epochs of all trials together
 * and with the same kind of sampler. The gap is that of the lowest loss of any epoch so far, one after each 81 epochs.
 */
export async function playStopping(
  python: string,
  seeds: number,
  trials: number,
  progress: (line: string) => void,
): Promise<Play[]> {
  const problems = await problemsOf(python);
  const plays: Play[] = [];
  for (const [sampler, create] of Object.entries(samplers)) {
    for (const [rule, stopping] of Object.entries(rules)) {
      progress(`slipway ${rule} with ${sampler}`);
      for (const problem of problems)
        for (let seed = 0; seed < seeds; seed += 1)
          plays.push({
            system: `slipway ${rule}, ${sampler}`,
            problem: problem.name,
            family: 'curves',
            seed,
            gaps: play(problem, create, stopping, seed, trials * epochsOfTrial),
          });
    }
    for (const pruner of pruners) {
      progress(`optuna ${pruner} with ${sampler}`);
      const args = [sampler, pruner, String(seeds), String(trials * epochsOfTrial)];
      const peer = new PythonLines(python, 'optuna_pruning.py', args);
      for (let line = await peer.next(); line !== undefined; line = await peer.next())
        plays.push({
          ...(line as Pick<Play, 'problem' | 'seed' | 'gaps'>),
          system: `optuna ${pruner}, ${sampler}`,
          family: 'curves',
        });
    }
  }
  return plays;
}

async function problemsOf(python: string): Promise<CurveProblem[]> {
  const lines = new PythonLines(python, 'curves.py');
  const problems: CurveProblem[] = [];
  for (let line = await lines.next(); line !== undefined; line = await lines.next())
    problems.push(line as CurveProblem);
  return problems;
}

function play(
  { parameters, curves }: CurveProblem,
  create: CreateSampler,
  stopping: EarlyStopping,
  seed: number,
  epochs: number,
): number[] {
  const parts = parseSpace(parameters);
  const space = createSpace(parts.parameters, parts.constraints);
  const sampler = create({ space, seed });
  const lows = Object.values(curves)
    .map((curve) => Math.min(...curve))
    .sort((left, right) => left - right);
  const optimum = lows[0] ?? 0;
  const half = lows.length / 2;
  const middle = ((lows[Math.ceil(half) - 1] ?? 0) + (lows[Math.floor(half)] ?? 0)) / 2;
  const gaps: number[] = [];
  const others: LearningCurve[] = [];
  let spent = 0;
  let lowest = Infinity;
  for (let trial = 0; spent < epochs; trial += 1) {
    const point = sampler.ask(trial);
    const curve = curves[keyOf(parts.parameters, space.decode(point))] ?? [];
    const steps: number[] = [];
    const losses: number[] = [];
    let isComplete = false;
    for (const loss of curve) {
      steps.push(steps.length + 1);
      losses.push(loss);
      lowest = Math.min(lowest, loss);
      spent += 1;
      if (spent % epochsOfTrial === 0) gaps.push((lowest - optimum) / (middle - optimum));
      isComplete = steps.length === epochsOfTrial;
      if (!isComplete && stopping.shouldStop({ trial, steps, losses, isComplete }, others)) break;
    }
    others.push({ trial, steps, losses, isComplete });
    const state = isComplete ? 'complete' : 'pruned';
    sampler.tell({ trial, point, state, losses: losses.slice(-1), violation: 0 });
  }
  return gaps.slice(0, epochs / epochsOfTrial);
}

/** The places of the values in their lists. */
function keyOf(parameters: readonly Parameter[], configuration: Configuration): string {
  return parameters
    .map((parameter) => {
      const value = configuration[parameter.name];
      switch (parameter.kind) {
        case 'ordinal':
          return parameter.values.indexOf(value ?? '');
        case 'categorical':
          return parameter.choices.indexOf(value ?? '');
        case 'int':
          return (Number(value) - parameter.low) / parameter.step;
        case 'float':
        case 'fixed':
          throw new RangeError(`${parameter.name} is no list of values`);
      }
    })
    .join(' ');
}
