import { gitRecords } from '../process/git-records.ts';
import { runGit } from '../process/run-git.ts';

export interface PushTimesOptions {
  readonly directory: string;
  readonly branch: string;
  /** Milliseconds since the epoch; earlier pushes do not count. */
  readonly since: number;
  readonly signal: AbortSignal;
}

const timeout = 60_000;
/** Entries of a reflog that are looked at; more in an hour is far beyond every limit. */
const mostEntries = 10_000;

/**
 * When the branch was pushed to, as the reflog knows: a bare repository that keeps one knows all pushes, a clone its own ones
 * to the branch that this one follows. Commits do not tell, since one push brings many.
 *
 * @returns milliseconds since the epoch, newest first; undefined where there is no reflog, as in repositories of the committer
 */
export async function pushTimes(options: PushTimesOptions): Promise<readonly number[] | undefined> {
  const { directory, branch, since, signal } = options;
  const ask = async (...args: readonly string[]): Promise<string | undefined> => {
    const { code, stdout } = await runGit(args, { directory, timeout, signal });
    return code === 0 ? stdout.trim() : undefined;
  };
  const bare = (await ask('rev-parse', '--is-bare-repository')) === 'true';
  const ref = bare
    ? `refs/heads/${branch}`
    : await ask('for-each-ref', '--format=%(upstream)', `refs/heads/${branch}`);
  if (ref === undefined || ref === '' || (await ask('reflog', 'exists', ref)) === undefined) return undefined;
  const times: number[] = [];
  const args = ['reflog', 'show', '-z', '--date=unix', '--format=%gd %gs', ref, '--'];
  for await (const record of gitRecords(directory, args, signal)) {
    // `main@{1795780823} update by push`
    const [, seconds = '', what = ''] = /@\{(\d+)\} ?(.*)$/s.exec(record) ?? [];
    const at = Number(seconds) * 1000;
    if (at < since || times.length === mostEntries) break;
    if (bare || what === 'update by push') times.push(at);
  }
  return times;
}
