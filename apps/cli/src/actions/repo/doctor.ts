import path from 'node:path';
import { archiveMessage, judgeRepository, type FinishedFile } from '@slipway/changes';
import { inspectRepository, listFinished, removeFiles, type InspectedRepository } from '@slipway/git';
import { exitCodes, UsageError, type ExitCode } from '../../exit-codes.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import { findingLines, unknownLimits } from './finding-lines.ts';
import { finishedLines } from './finished-lines.ts';

export interface RepoDoctorOptions {
  readonly branch?: string;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
}

/**
 * How far a repository is from the limits of GitHub and what is finished in it, without a server. With `fix` one commit
 * removes the latter. The exit code is 1 when a limit is reached.
 */
export async function repoDoctor(
  invocation: Invocation,
  folder: string,
  { branch: asked, fix = false, dryRun = false }: RepoDoctorOptions,
): Promise<ExitCode> {
  if (dryRun && !fix) throw new UsageError('--dry-run goes with --fix: without it nothing is changed anyway');
  const { out, cwd, clock, signal } = invocation;
  const inspected = await inspectRepository({
    ...{ folder: path.resolve(cwd, folder), branch: asked, now: clock.now(), signal },
  });
  const { branch, tip, snapshot } = inspected;
  const findings = judgeRepository(snapshot);
  const finished = await listFinished(inspected.directory, tip, signal);
  const removedBy =
    fix && !dryRun && finished.length > 0 ? await archive(invocation, inspected, finished) : undefined;
  const format = formatOf(invocation);
  if (format === 'json' || format === 'yaml')
    await writeData(out, format, {
      ...{ branch, commit: tip, findings, unknown: unknownLimits(findings), finished, removedBy },
    });
  else if (format === 'name') {
    for (const { level, limit, path: at } of findings)
      if (level !== 'ok') await out.line(at === undefined ? limit : `${limit}/${at}`);
    for (const { path: at } of finished) await out.line(`finished/${at}`);
  } else {
    for (const line of findingLines(findings, out.colours)) await out.line(line);
    const removal = { asked: fix, by: removedBy, branch };
    for (const line of finishedLines(finished, removal, out.colours)) await out.line(line);
  }
  return findings.some(({ level }) => level === 'problem') ? exitCodes.different : exitCodes.ok;
}

function archive(
  { clock, signal }: Invocation,
  { directory, branch, tip }: InspectedRepository,
  finished: readonly FinishedFile[],
): Promise<string> {
  return removeFiles({
    ...{ directory, branch, tip, at: clock.now(), signal },
    paths: finished.map((file) => file.path),
    message: archiveMessage(finished),
  });
}
