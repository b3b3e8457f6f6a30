import type { Configuration } from '@slipway/contracts';

export interface TrialTask {
  readonly id: number;
  readonly parameters: Configuration;
}

export interface TrialCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Variables besides those of the process. */
  readonly env: Readonly<Record<string, string>>;
}

/** Ways in which a program can get its parameters. */
export const passes = ['args', 'env', 'file'] as const;
export type Pass = (typeof passes)[number];

/**
 * The command of a trial. `{name}` in a word of the command is replaced by the parameter's value; without any such place,
 * and by `args`, each parameter is added as `--name=value`. The environment has `SLIPWAY_STUDY`, `SLIPWAY_TRIAL`,
 * `SLIPWAY_PARAMETERS` (JSON), and `SLIPWAY_PARAMETER_NAME` for each.
 *
 * @param words program and arguments, at least one
 */
export function trialCommand(
  words: readonly string[],
  study: string,
  { id, parameters }: TrialTask,
  pass: Pass,
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
      SLIPWAY_PARAMETERS: JSON.stringify(parameters),
      ...Object.fromEntries(entries.map(([name, text]) => [variableName(name), text])),
    },
  };
}

/** `learning-rate` is `SLIPWAY_PARAMETER_LEARNING_RATE`. */
function variableName(parameter: string): string {
  return `SLIPWAY_PARAMETER_${parameter.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
}
