import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { UnavailableError } from '@slipway/kernel';
import { runProgram } from '../input/run-program.ts';

export interface ChangedFile {
  readonly path: string;
  /** Undefined when the file is new. */
  readonly before: string | undefined;
  /** Undefined when the file is deleted. */
  readonly after: string | undefined;
}

/** The changes as a unified diff, made by git, whatever the user has configured it to do. */
export async function unifiedDiff(files: readonly ChangedFile[], colours: boolean): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-diff-'));
  try {
    for (const side of ['a', 'b']) await mkdir(path.join(folder, side));
    for (const { path: name, before, after } of files) {
      for (const [side, content] of [
        ['a', before],
        ['b', after],
      ] as const) {
        if (content === undefined) continue;
        const file = path.join(folder, side, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    }
    const args = [
      '--no-pager',
      'diff',
      '--no-index',
      '--no-prefix',
      '--no-ext-diff',
      '--no-textconv',
      '--no-renames',
      colours ? '--color=always' : '--color=never',
      'a',
      'b',
    ];
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
    const { code, stdout, reason } = await runProgram('git', args, { cwd: folder, env });
    if (code !== 0 && code !== 1)
      throw new UnavailableError('git could not compare the files', { cause: reason });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
