import { colours } from '@slipway/plots/parts';

/** The systems that were measured, as they are called and drawn in pictures: by colour and shape. */
export const systems = [
  { system: 'slipway auto', name: 'Slipway auto', colour: colours.blue, symbol: 'circle' },
  { system: 'slipway tpe', name: 'Slipway TPE', colour: colours.green, symbol: 'diamond' },
  { system: 'optuna gp', name: 'Optuna GP', colour: colours.purple, symbol: 'roundRect' },
  { system: 'optuna tpe', name: 'Optuna TPE', colour: colours.vermillion, symbol: 'triangle' },
  { system: 'optuna random', name: 'random search', colour: colours.grey, symbol: 'rect' },
] as const;

/** Families of problems, from above. */
export const families = [
  { family: 'tabular', name: 'tables of trainings' },
  { family: 'bbob 5d', name: 'BBOB, 5 dimensions' },
  { family: 'bbob 10d', name: 'BBOB, 10 dimensions' },
  { family: 'conditional', name: 'conditional' },
  { family: 'mixed', name: 'mixed' },
] as const;
