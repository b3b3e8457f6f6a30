import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TrialTask } from '@slipway/studies';

/** The parameters of a trial as a JSON file, for as long as it runs. */
export interface ParametersFile {
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export async function parametersFile({ parameters }: TrialTask): Promise<ParametersFile> {
  const directory = await mkdtemp(path.join(tmpdir(), 'slipway-trial-'));
  const file = path.join(directory, 'parameters.json');
  await writeFile(file, JSON.stringify(parameters));
  return {
    env: { SLIPWAY_PARAMETERS_FILE: file },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
