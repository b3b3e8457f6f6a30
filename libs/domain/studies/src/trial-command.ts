import type { Training } from '@slipway/search';
import type { Configuration } from './spec/fields.ts';

export interface TrialTask {
  readonly id: number;
  readonly parameters: Configuration;
  /** Of a trial that is a piece of the training of a member of a population. */
  readonly training?: Training | undefined;
}

/** How a program gets its parameters: as arguments, in its environment alone, or in a file too. */
export const passings = ['args', 'env', 'file'] as const;
export type Passing = (typeof passings)[number];

export interface TrialCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Variables besides those of the process. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The command of a trial. `{name}` in a word of the command is replaced by the parameter's value; without any such place,
 * and unless arguments are not wanted, each parameter is added as `--name=value`. The environment has
 * `SLIPWAY_STUDY`, `SLIPWAY_TRIAL`, `SLIPWAY_PARAMETERS` (JSON), and `SLIPWAY_PARAMETER_NAME` for each. Of a study that
 * trains a population it also has `SLIPWAY_TRIAL_FROM_STEP`, `SLIPWAY_TRIAL_TO_STEP`, and `SLIPWAY_TRIAL_PARENT` when the
 * trial goes on from another one.
 *
 * @param words program and arguments, at least one
 */
export function trialCommand(
  words: readonly string[],
  study: string,
  { id, parameters, training }: TrialTask,
  pass: Passing,
): TrialCommand {
  const entries = Object.entries(parameters).map(([name, value]) => [name, String(value)] as const);
  const texts = new Map(entries);
  let places = 0;
  const filled = words.map((word) =>
    word.replaceAll(/\{([^{}]+)\}/g, (place, name: string) => {
      const text = texts.get(name);
      if (text === undefined) return place;
      places += 1;
      return text;
    }),
  );
  const [program = '', ...args] = filled;
  const added = pass !== 'args' || places > 0 ? [] : entries.map(([name, text]) => `--${name}=${text}`);
  return {
    program,
    args: [...args, ...added],
    env: {
      SLIPWAY_STUDY: study,
      SLIPWAY_TRIAL: String(id),
      ...(training && trainingVariables(training)),
      SLIPWAY_PARAMETERS: JSON.stringify(parameters),
      ...Object.fromEntries(entries.map(([name, text]) => [variableName(name), text])),
    },
  };
}

const trainingVariables = ({
  parent,
  fromStep,
  toStep,
}: NonNullable<TrialTask['training']>): Readonly<Record<string, string>> => ({
  SLIPWAY_TRIAL_FROM_STEP: String(fromStep),
  SLIPWAY_TRIAL_TO_STEP: String(toStep),
  ...(parent === undefined ? {} : { SLIPWAY_TRIAL_PARENT: String(parent) }),
});
/** Whether a variable is one of those that tell a program its trial. */
export const isTrialVariable = (name: string): boolean =>
  /^SLIPWAY_(?:STUDY|TRIAL|TRIAL_[A-Z_]*|PARAMETERS|PARAMETER_[A-Z0-9_]*)$/.test(name);

/** `learning-rate` is `SLIPWAY_PARAMETER_LEARNING_RATE`. */
function variableName(parameter: string): string {
  return `SLIPWAY_PARAMETER_${parameter.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
}
