import {
  createAutoSampler,
  createSpace,
  createTpeSampler,
  parseSpace,
  type CreateSampler,
} from '@slipway/search';
import { KeptPlays } from './kept-plays.ts';
import { PythonLines } from './python-lines.ts';

/** One study of a problem. */
export interface Play {
  /** `slipway auto`, `optuna tpe`, … */
  readonly system: string;
  readonly problem: string;
  readonly family: string;
  readonly seed: number;
  /** After each trial: 0 is the optimum, 1 a random draw. */
  readonly gaps: readonly number[];
}

export interface QualityOptions {
  readonly python: string;
  readonly seeds: number;
  /** Samplers of Optuna. */
  readonly peers: readonly string[];
  readonly trials: number;
  /** Default: all. */
  readonly problems?: readonly string[];
  readonly progress: (line: string) => void;
}

const samplers = {
  auto: createAutoSampler,
  tpe: createTpeSampler,
} as const satisfies Readonly<Record<string, CreateSampler>>;

export type OwnSampler = keyof typeof samplers;

interface Loaded {
  readonly family: string;
  readonly parameters: unknown;
}

/**
 * Plays problems with Slipway's samplers and Optuna's. Both sides are evaluated by the same code, with the same noise for a
 * problem, a seed and a trial.
 */
export async function playQuality(
  own: readonly OwnSampler[],
  { python, seeds, peers, trials, problems, progress }: QualityOptions,
): Promise<Play[]> {
  const names = problems ?? ((await namesOf(python)) as string[]);
  const plays: Play[] = [];
  const families = new Map<string, string>();
  const evaluator = new PythonLines(python, 'evaluate.py');
  const kept = await KeptPlays.open(trials);
  for (const sampler of own)
    for (let seed = 0; seed < seeds; seed += 1) {
      progress(`slipway ${sampler}: seed ${String(seed)} of ${String(seeds)}`);
      for (const problem of names) {
        const { family, gaps } = await kept.play(`${sampler}-${problem}-${String(seed)}`, async () => {
          const loaded = (await evaluator.ask({ load: problem, seed })) as Loaded;
          const { family, parameters } = loaded;
          return { family, gaps: await play(evaluator, samplers[sampler], parameters, seed, trials) };
        });
        families.set(problem, family);
        plays.push({ system: `slipway ${sampler}`, problem, family, seed, gaps });
      }
    }
  evaluator.close();
  for (const sampler of peers) {
    progress(`optuna ${sampler}: ${String(seeds)} seeds`);
    const args = [sampler, String(seeds), String(trials), names.join(',')];
    const peer = new PythonLines(python, 'optuna_quality.py', args);
    for (let line = await peer.next(); line !== undefined; line = await peer.next()) {
      const { problem, seed, gaps } = line as Pick<Play, 'problem' | 'seed' | 'gaps'>;
      plays.push({
        system: `optuna ${sampler}`,
        problem,
        family: families.get(problem) ?? '',
        seed,
        gaps,
      });
    }
  }
  return plays;
}

async function namesOf(python: string): Promise<unknown> {
  const catalogue = new PythonLines(python, 'catalogue.py');
  const names = await catalogue.next();
  catalogue.close();
  return names;
}

/** The gap after each trial of one study. */
async function play(
  evaluator: PythonLines,
  create: CreateSampler,
  parameters: unknown,
  seed: number,
  trials: number,
): Promise<readonly number[]> {
  const parts = parseSpace(parameters);
  const space = createSpace(parts.parameters, parts.constraints);
  const sampler = create({ space, seed, budget: trials });
  for (let trial = 0; trial < trials; trial += 1) {
    const point = sampler.ask(trial);
    const { observed } = (await evaluator.ask({ evaluate: space.decode(point) })) as { observed: number };
    sampler.tell({ trial, point, state: 'complete', losses: [observed], violation: 0 });
  }
  return ((await evaluator.ask({ end: true })) as { gaps: number[] }).gaps;
}
