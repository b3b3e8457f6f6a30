import { openEnvironmentFiles } from '../environment/environment-files.ts';
import { planFiles } from '../environment/planned-files.ts';
import { unifiedDiff, type ChangedFile } from '../environment/unified-diff.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { readResources } from '../input/read-resources.ts';
import { formatOf, type Invocation } from '../invocation.ts';
import { writeData } from '../output/format.ts';

export interface DiffOptions {
  readonly file: readonly string[];
  /** Clone of the environment repository. */
  readonly environment?: string;
  readonly revision: string;
}

/** Shows what applying would change in the environment repository, without a server. The exit code is 1 when there is something. */
export async function diff(
  invocation: Invocation,
  { file, environment, revision }: DiffOptions,
): Promise<ExitCode> {
  const { out, err, clock } = invocation;
  const given = await readResources(invocation, file);
  const present = await openEnvironmentFiles(invocation, environment, revision);
  const { files, notes } = await planFiles(present, given, clock.now().toISOString().slice(0, 10));
  const changed: ChangedFile[] = [];
  for (const [path, after] of [...files].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const before = await present.read(path);
    if (before !== after) changed.push({ path, before, after });
  }
  const format = formatOf(invocation);
  if (format === 'name') for (const { path } of changed) await out.line(path);
  else if (format !== 'table')
    await writeData(out, format, {
      files: changed.map(({ path, before, after }) => ({ path, change: changeOf(before, after) })),
    });
  else if (changed.length > 0) await out.write(await unifiedDiff(changed, out.colours.isColorSupported));
  for (const note of notes) await err.line(`note: ${note}`);
  return changed.length > 0 ? exitCodes.different : exitCodes.ok;
}

function changeOf(before: string | undefined, after: string | undefined): 'created' | 'updated' | 'deleted' {
  if (before === undefined) return 'created';
  return after === undefined ? 'deleted' : 'updated';
}
