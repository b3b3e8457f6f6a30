import type { Configuration, Study, Trial } from '@slipway/contracts';
import { numberLabel } from '@slipway/plots';
import { age, shortDuration } from './ages.ts';
import type { Colours } from './output.ts';
import { clipped, printable } from './printable.ts';
import { tableLines } from './table.ts';

/** `lr=0.001 layers=3` */
export function configurationText(parameters: Configuration): string {
  return Object.entries(parameters)
    .map(
      ([name, value]) =>
        `${printable(name)}=${typeof value === 'number' ? numberLabel(value) : printable(String(value))}`,
    )
    .join(' ');
}

/** `loss=0.12 seconds=30` */
export function valuesText(
  objectives: Study['spec']['objectives'],
  values: readonly (number | string)[],
): string {
  return objectives
    .flatMap(({ metric }, index) => {
      const value = values[index];
      if (value === undefined) return [];
      return [`${printable(metric)}=${typeof value === 'number' ? numberLabel(value) : printable(value)}`];
    })
    .join(' ');
}

/** `12 of 50 trials, 3 running, 1 failed` */
export function countsText({ counts, stop }: Pick<Study, 'counts' | 'stop'>): string {
  const finished = counts.complete + counts.pruned + counts.failed;
  const all = stop.trials === undefined ? '' : ` of ${String(stop.trials)}`;
  const others = (['running', 'waiting', 'pruned', 'failed'] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => `, ${String(counts[state])} ${state}`);
  return `${String(finished)}${all} trials${others.join('')}`;
}

type Paint = (text: string) => string;

/** The colour of a study's state. */
export function studyPaint(state: Study['state'], colours: Colours): Paint {
  return { running: colours.cyan, paused: colours.yellow, ended: colours.green }[state];
}

/** The colour of a trial's state. */
export function trialPaint(state: Trial['state'], colours: Colours): Paint {
  const plain: Paint = (text) => text;
  const paints = {
    waiting: colours.dim,
    running: colours.cyan,
    complete: plain,
    pruned: colours.yellow,
    failed: colours.red,
  };
  return paints[state];
}

/** Trials with their values and parameters. */
export function trialTable(
  objectives: Study['spec']['objectives'],
  trials: readonly Trial[],
  now: Date,
  colours: Colours,
): string[] {
  const isTrained = trials.some(({ training }) => training !== undefined);
  return tableLines(
    [
      'trial',
      ...(isTrained ? ['parent', 'steps'] : []),
      'state',
      ...objectives.map(({ metric }) => printable(metric)),
      'took',
      'age',
      'parameters',
    ],
    trials.map((trial) => [
      String(trial.id),
      ...(isTrained ? trainingTexts(trial) : []),
      trialPaint(trial.state, colours)(trial.state),
      ...objectives.map((_, index) => {
        const value = trial.values[index] ?? trial.last?.values[index];
        return value === undefined ? '' : typeof value === 'number' ? numberLabel(value) : value;
      }),
      tookText(trial, now),
      age(trial.createdAt, now),
      clipped(configurationText(trial.parameters), 100),
    ]),
  );
}

/** The trial whose state it goes on from, and the steps that it trains. */
function trainingTexts({ training }: Trial): string[] {
  if (training === undefined) return ['', ''];
  const { parent, fromStep, toStep } = training;
  return [parent === undefined ? '' : String(parent), `${String(fromStep)}–${String(toStep)}`];
}

function tookText({ begunAt, endedAt }: Trial, now: Date): string {
  if (begunAt === undefined) return '';
  return shortDuration((endedAt === undefined ? now.getTime() : Date.parse(endedAt)) - Date.parse(begunAt));
}
