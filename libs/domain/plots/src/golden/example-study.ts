import type { PlotInput } from '../plot.ts';
import type { PlottedTrial } from '../plotted-study.ts';

/** Evenly spread numbers from 0 to 1 (the additive recurrence of the plastic number), so that examples are the same each time. */
const spreadOver = (index: number, power: number): number => (0.5 + index / 1.324_717_957_244_75 ** power) % 1;

const trials: readonly PlottedTrial[] = Array.from({ length: 80 }, (_, id) => {
  // The search comes nearer to the best place as it goes on.
  const focus = 1 - id / 100;
  const near = (best: number, power: number): number =>
    Math.min(Math.max(best + (spreadOver(id, power) - best) * focus, 0), 1);
  const [rate, depth, momentum] = [near(0.55, 1), near(0.4, 2), near(0.8, 3)];
  const optimizer = spreadOver(id, 4) * focus > 0.45 ? 'adam' : 'sgd';
  const learningRate = 10 ** (-5 + 4 * rate);
  const layers = 1 + Math.round(depth * 7);
  const loss =
    0.08 +
    1.9 * (rate - 0.55) ** 2 +
    0.35 * (depth - 0.4) ** 2 +
    (optimizer === 'sgd' ? 0.2 * (momentum - 0.8) ** 2 : 0.06);
  const seconds = 12 + 9 * layers + 20 * spreadOver(id, 5);
  return {
    id,
    state: id % 19 === 11 ? 'failed' : id > 8 && loss > 0.35 ? 'pruned' : 'complete',
    parameters: {
      learning_rate: Number(learningRate.toPrecision(4)),
      layers,
      optimizer,
      ...(optimizer === 'sgd' ? { momentum: Number(momentum.toFixed(3)) } : {}),
    },
    values: [Number(loss.toFixed(4)), Number(seconds.toFixed(1))],
  };
});

const withValues = trials.map((trial) => (trial.state === 'failed' ? { ...trial, values: [] } : trial));
const complete = withValues.filter(({ state }) => state === 'complete');

/** Trials that no other one beats in loss and seconds. */
const front = complete.filter(({ values: [loss = 0, seconds = 0] }) =>
  complete.every(
    ({ values: [otherLoss = 0, otherSeconds = 0] }) =>
      otherLoss > loss || otherSeconds > seconds || (otherLoss === loss && otherSeconds === seconds),
  ),
);
const [best] = complete.toSorted((left, right) => (left.values[0] ?? 0) - (right.values[0] ?? 0));

const parameters: PlotInput['study']['parameters'] = [
  { name: 'learning_rate', kind: 'float', low: 1e-5, high: 0.1, scale: 'log' },
  { name: 'layers', kind: 'int', low: 1, high: 8, scale: 'linear' },
  { name: 'optimizer', kind: 'categorical', choices: ['adam', 'sgd'] },
  {
    name: 'momentum',
    kind: 'float',
    low: 0,
    high: 1,
    scale: 'linear',
    when: { parameter: 'optimizer', in: ['sgd'] },
  },
];

/** A study of one objective, as the pictures of the documentation show it. */
export const exampleStudy: PlotInput = {
  study: { name: 'digits', parameters, objectives: [{ metric: 'loss', direction: 'minimize' }], target: 0.1 },
  trials: withValues.map((trial) => ({ ...trial, values: trial.values.slice(0, 1) })),
  best: new Set(best === undefined ? [] : [best.id]),
  objectives: [0],
  logValues: false,
  parameters: [],
  importance: [
    { parameter: 'learning_rate', importance: 0.71 },
    { parameter: 'layers', importance: 0.17 },
    { parameter: 'optimizer', importance: 0.08 },
    { parameter: 'momentum', importance: 0.04 },
  ],
  reports: withValues
    .filter(({ id, state, values }) => (id % 2 === 1 || state === 'pruned') && values.length > 0)
    .flatMap(({ id, state, values: [loss = 0] }) =>
      Array.from({ length: state === 'pruned' ? 4 : 12 }, (_, step) => ({
        trial: id,
        step: step + 1,
        values: [Number((loss + 0.9 * Math.exp(-(step + 1) / (2.5 + 2 * spreadOver(id, 2)))).toFixed(4))],
      })),
    ),
};

/** The same with the time of training as a second objective. */
export const exampleOfTwo: PlotInput = {
  ...exampleStudy,
  study: {
    name: 'digits',
    parameters,
    objectives: [
      { metric: 'loss', direction: 'minimize' },
      { metric: 'seconds', direction: 'minimize' },
    ],
  },
  trials: withValues,
  best: new Set(front.map(({ id }) => id)),
  objectives: [0, 1],
};
