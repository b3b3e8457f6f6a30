import path from 'node:path';
import { judgeRepository } from '@slipway/changes';
import { inspectRepository } from '@slipway/git';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import { findingLines, unknownLimits } from './finding-lines.ts';

export interface RepoDoctorOptions {
  readonly branch?: string;
}

/** How far a repository is from the limits of GitHub, without a server. The exit code is 1 when one of them is reached. */
export async function repoDoctor(
  invocation: Invocation,
  folder: string,
  { branch: asked }: RepoDoctorOptions,
): Promise<ExitCode> {
  const { out, cwd, clock, signal } = invocation;
  const { branch, tip, snapshot } = await inspectRepository({
    ...{ folder: path.resolve(cwd, folder), branch: asked, now: clock.now(), signal },
  });
  const findings = judgeRepository(snapshot);
  const unknown = unknownLimits(findings);
  const format = formatOf(invocation);
  if (format === 'json' || format === 'yaml')
    await writeData(out, format, { branch, commit: tip, findings, unknown });
  else if (format === 'name') {
    for (const { level, limit, path: at } of findings)
      if (level !== 'ok') await out.line(at === undefined ? limit : `${limit}/${at}`);
  } else for (const line of findingLines(findings, out.colours)) await out.line(line);
  return findings.some(({ level }) => level === 'problem') ? exitCodes.different : exitCodes.ok;
}
