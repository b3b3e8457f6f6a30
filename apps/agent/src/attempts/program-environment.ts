import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInputError } from '@slipway/kernel';
import { attemptMarker, pathBelow, programBase, unlessMissing } from '@slipway/process-runtime';
import { layout } from './attempt-directory.ts';
import type { AttemptPlan } from './attempt-plan.ts';

export interface EnvironmentInputs {
  readonly data: string;
  readonly directory: string;
  readonly plan: AttemptPlan;
  /** Directory of the Python environment. */
  readonly python: string | undefined;
  readonly metrics: { readonly url: string; readonly token: string };
  /** Where Slipway is, and the token to call it with. */
  readonly access: Readonly<Record<string, string>>;
  /** Directory with commands of Slipway's own. */
  readonly commands: string | undefined;
  /** Variables of the run that tracks the attempt. */
  readonly tracking: Readonly<Record<string, string>>;
  /** The agent's own environment. */
  readonly host: Readonly<Record<string, string | undefined>>;
}

/**
 * The environment of all processes of an attempt but for `JOB_COMPLETION_INDEX`. What Slipway sets is the same as in the
 * rendered pod, and wins over what the Job says; but the Job's own word on tracking counts.
 * @throws InvalidInputError naming the file of a secret that is missing.
 */
export async function programEnvironment(
  inputs: EnvironmentInputs,
): Promise<Readonly<Record<string, string>>> {
  const { plan, python, commands } = inputs;
  const wanted: Record<string, string> = {};
  for (const entry of plan.environment) {
    wanted[entry.name] =
      'value' in entry ? entry.value : await readSecret(inputs.data, plan.team, entry.secret);
  }
  const base = programBase(inputs.host);
  return {
    ...base,
    PYTHONUNBUFFERED: '1', // Python holds back what it prints to a file, and nobody could follow it
    ...inputs.tracking,
    ...wanted,
    HOME: layout.work(inputs.directory),
    ...(python !== undefined && { VIRTUAL_ENV: python }),
    PATH: [
      ...(python === undefined ? [] : [path.join(python, 'bin')]),
      ...(commands === undefined ? [] : [commands]),
      base.PATH,
    ]
      .filter((entry) => entry !== undefined)
      .join(':'),
    ...inputs.access,
    SLIPWAY_TEAM: plan.team,
    SLIPWAY_JOB: plan.job,
    SLIPWAY_RUN: plan.run,
    [attemptMarker]: plan.attempt,
    SLIPWAY_EPOCH: String(plan.epoch),
    SLIPWAY_METRICS_URL: inputs.metrics.url,
    SLIPWAY_METRICS_TOKEN: inputs.metrics.token,
  };
}

async function readSecret(
  data: string,
  team: string,
  { name, key }: { readonly name: string; readonly key: string },
): Promise<string> {
  for (const part of [name, key])
    if (part.includes('/') || part === '.')
      throw new InvalidInputError(`${JSON.stringify(part)} is not the name of a secret or key`);
  pathBelow(data, `${name}/${key}`);
  const file = layout.secret(data, team, name, key);
  const content = await unlessMissing(readFile(file, 'utf8'));
  if (content === undefined)
    throw new InvalidInputError(
      `the secret ${name} of team ${team} has no key ${key}: on this agent it is the file ${file}`,
    );
  return content;
}
