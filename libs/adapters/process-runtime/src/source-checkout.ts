import { createHash } from 'node:crypto';
import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { completeEntry, removeEntry, useEntry } from './cache-entries.ts';
import type { PreparationContext } from './preparation-context.ts';
import { PreparationFailedError, runTool } from './run-tool.ts';
import { SharedWork } from './shared-work.ts';

export interface GitSource {
  /** https or ssh, `git@host:path` included. */
  readonly url: string;
  /** Branch, tag or commit. */
  readonly revision: string;
}

const timeoutMs = 10 * 60_000;
const fullCommit = /^[0-9a-f]{40}$/;
const checkouts = new SharedWork<undefined>();

/**
 * Puts the files of a revision into `target`. Checkouts are kept below `cache` by url and commit and made once; a branch
 * or tag is looked up each time. Returns the cache entry's name and the commit.
 * @throws PreparationFailedError when the url or revision is refused, unknown or unreachable.
 */
export async function checkOutSource(
  source: GitSource,
  target: string,
  cache: string,
  context: PreparationContext,
): Promise<{ readonly entry: string; readonly commit: string }> {
  if (!/^[\w@][\w.@:/~+%?&=[\]-]*$/.test(source.url))
    throw new PreparationFailedError(`the source url ${JSON.stringify(source.url)} is not one of git`);
  if (!/^\w[\w./@+-]*$/.test(source.revision) || source.revision.includes('..')) {
    throw new PreparationFailedError(
      `the revision ${JSON.stringify(source.revision)} is neither a branch, a tag nor a commit`,
    );
  }
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const commit = fullCommit.test(source.revision)
    ? source.revision
    : await resolveRevision(source, cache, context);
  const name = `${createHash('sha256').update(source.url).digest('hex').slice(0, 16)}-${commit}`;
  const entry = path.join(cache, name);
  await checkouts.join(
    entry,
    async (signal, emit) => {
      if (!(await useEntry(entry, context.now())))
        await fetchCommit(source, commit, entry, { ...context, signal, onOutput: emit });
      return undefined;
    },
    context,
  );
  await cp(path.join(entry, 'tree'), target, { recursive: true, verbatimSymlinks: true });
  return { entry: name, commit };
}

async function resolveRevision(source: GitSource, cwd: string, context: PreparationContext): Promise<string> {
  const listing = await git(
    cwd,
    ['ls-remote', '--', source.url, source.revision, `${source.revision}^{}`],
    context,
  );
  const refs = new Map<string, string>();
  for (const line of listing.split('\n')) {
    const [, id, ref] = /^([0-9a-f]{40})\t(\S+)$/.exec(line) ?? [];
    if (id !== undefined && ref !== undefined) refs.set(ref, id);
  }
  for (const ref of [
    `refs/heads/${source.revision}`,
    `refs/tags/${source.revision}^{}`,
    `refs/tags/${source.revision}`,
    source.revision,
  ]) {
    const id = refs.get(ref);
    if (id !== undefined) return id;
  }
  throw new PreparationFailedError(`${source.url} has no branch or tag ${source.revision}`);
}

async function fetchCommit(
  source: GitSource,
  commit: string,
  entry: string,
  context: PreparationContext,
): Promise<void> {
  await removeEntry(entry);
  const tree = path.join(entry, 'tree');
  await mkdir(tree, { recursive: true, mode: 0o700 });
  await git(tree, ['init', '--quiet'], context);
  await git(tree, ['fetch', '--quiet', '--depth=1', '--no-tags', '--', source.url, commit], context).catch(
    async () => {
      // Not every server gives out commits by id: then all branches and tags are needed.
      context.signal.throwIfAborted();
      await git(
        tree,
        [
          'fetch',
          '--quiet',
          '--',
          source.url,
          '+refs/heads/*:refs/remotes/origin/*',
          '+refs/tags/*:refs/tags/*',
        ],
        context,
      );
    },
  );
  await git(tree, ['checkout', '--quiet', '--detach', commit], context);
  await completeEntry(entry);
}

function git(cwd: string, args: readonly string[], context: PreparationContext): Promise<string> {
  const protocols = ['https', 'ssh', ...(context.allowFileSources ? ['file'] : [])];
  const settings = [
    'protocol.allow=never',
    ...protocols.map((name) => `protocol.${name}.allow=always`),
    'core.hooksPath=/dev/null',
    'advice.detachedHead=false',
  ];
  return runTool({
    file: 'git',
    args: [...settings.flatMap((setting) => ['-c', setting]), ...args],
    cwd,
    environment: {
      ...context.environment,
      GIT_TERMINAL_PROMPT: '0',
      GIT_ASKPASS: 'true',
      // Without a connection to be shared: it would stay behind and hold our pipes open.
      GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ControlMaster=no',
    },
    timeoutMs,
    signal: context.signal,
    onOutput: context.onOutput,
  });
}
