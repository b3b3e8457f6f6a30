import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Configuration } from '@slipway/contracts';

/** Hands `use` a file of its own with these parameters as JSON; afterwards it is gone. */
export async function withParametersFile<Result>(
  parameters: Configuration,
  use: (file: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'slipway-trial-'));
  try {
    const file = path.join(folder, 'parameters.json');
    await writeFile(file, `${JSON.stringify(parameters)}\n`);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
