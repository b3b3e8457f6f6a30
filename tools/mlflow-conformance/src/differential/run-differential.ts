import { seededRandom } from '@slipway/testing';
import { differencesOf, type Difference } from './compare.ts';
import { explanationOf } from './explained-differences.ts';
import type { Peer } from './peer.ts';
import { nextStep } from './sequence.ts';
import type { Answer, Step } from './step.ts';
import { World } from './world.ts';

/** A step that the two servers answered differently. */
export interface Deviation {
  readonly number: number;
  readonly step: Step;
  readonly mlflow: Answer;
  readonly slipway: Answer;
  readonly differences: readonly Difference[];
}

export interface DifferentialReport {
  readonly steps: number;
  readonly unexplained: readonly Deviation[];
  /** How often each explanation was needed. */
  readonly explained: Readonly<Record<string, number>>;
}

/** The same random requests to both servers, one after the other. */
export async function runDifferential(
  mlflow: Peer,
  slipway: Peer,
  { seed, steps }: { readonly seed: number; readonly steps: number },
): Promise<DifferentialReport> {
  const world = new World(seededRandom(seed));
  const unexplained: Deviation[] = [];
  const explained: Record<string, number> = {};
  for (let number = 1; number <= steps; number += 1) {
    const step = nextStep(world);
    const [theirs, ours] = await Promise.all([mlflow.call(step), slipway.call(step)]);
    if (theirs.status === 200 && ours.status === 200) {
      if (step.makes) {
        const name = world.name(step.makes.kind);
        mlflow.learn(name, String(step.makes.id(theirs.raw)));
        slipway.learn(name, String(step.makes.id(ours.raw)));
      }
      if (step.path === 'experiments/create') world.madeExperiment();
    }
    const differences = differencesOf(theirs, ours);
    if (differences.length === 0) continue;
    const deviation = { number, step, mlflow: theirs, slipway: ours, differences };
    const reason = explanationOf(deviation);
    if (reason === undefined) unexplained.push(deviation);
    else explained[reason.id] = (explained[reason.id] ?? 0) + 1;
  }
  return { steps, unexplained, explained };
}

/** What differs, for a person to read; equal kinds of deviations are shown once with their number. */
export function formatReport({ unexplained, steps }: DifferentialReport): string {
  const groups = new Map<string, Deviation[]>();
  for (const deviation of unexplained) {
    const [first] = deviation.differences;
    const kind = `${deviation.step.method} ${deviation.step.path.replaceAll(/<[^>]*>/g, '…')} ${first?.at ?? ''} ${String(deviation.mlflow.status)} ${String(deviation.slipway.status)}`;
    groups.set(kind, [...(groups.get(kind) ?? []), deviation]);
  }
  const shown = (value: unknown): string =>
    (value === undefined ? 'absent' : JSON.stringify(value))
      .replaceAll(/(.)\1{40,}/gs, (run, letter: string) => `${letter}…(${String(run.length)})`)
      .slice(0, 400);
  const parts = [...groups.values()].map(([first, ...more]) => {
    if (!first) return '';
    const { step, number, differences } = first;
    return [
      `#${String(number)}${more.length > 0 ? ` and ${String(more.length)} more` : ''}: ${step.method} ${step.path} ${shown(step.query ?? step.body)}`,
      ...differences
        .slice(0, 6)
        .map(
          ({ at, mlflow, slipway }) =>
            `    ${at}\n      mlflow  ${shown(mlflow)}\n      slipway ${shown(slipway)}`,
        ),
    ].join('\n');
  });
  return `${String(unexplained.length)} of ${String(steps)} steps were answered differently:\n${parts.join('\n')}`;
}
