import type { Job } from '../job/job.ts';

type Value = number | string | boolean;

/**
 * The Job with these values of parameters: in its arguments, where `--name=value` or `--name value` is replaced and
 * others are added, or in its environment.
 */
export function withParameters(
  job: Job,
  parameters: Readonly<Record<string, Value>>,
  how: 'arguments' | 'environment',
): Job {
  const { args, env } = job.spec;
  const spec =
    how === 'arguments'
      ? { args: Object.entries(parameters).reduce(withArgument, args) }
      : { env: Object.entries(parameters).reduce(withVariable, env) };
  return { ...job, spec: { ...job.spec, ...spec } };
}

function withArgument(args: readonly string[], [name, value]: [string, Value]): string[] {
  const flag = `--${name}`;
  const joined = `${flag}=${String(value)}`;
  const at = args.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  if (at === -1) return [...args, joined];
  return args.toSpliced(at, args[at] === flag ? 2 : 1, joined);
}

function withVariable(env: Job['spec']['env'], [parameter, value]: [string, Value]): Job['spec']['env'] {
  const variable = { name: variableName(parameter), value: String(value) };
  const at = env.findIndex(({ name }) => name === variable.name);
  return at === -1 ? [...env, variable] : env.toSpliced(at, 1, variable);
}

/** Name of the variable that a parameter is given by: what a shell can't name is written as `_`. */
export const variableName = (parameter: string): string =>
  parameter.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
