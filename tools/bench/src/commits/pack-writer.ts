import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { commitMessage, type Change } from '@slipway/changes';
import { openEmbeddedBranch } from '@slipway/git';
import { changesAsStream, checkRepository, durableArgs } from './git.ts';

/** Something that makes commits, and has them durable and on the branch when `write` returns. */
interface Writer {
  write(changes: readonly Change[]): Promise<void>;
  close(): Promise<void>;
}

export type OpenWriter = (directory: string) => Promise<Writer>;

/** The committer's write path without the change log. */
export const openPackWriter: OpenWriter = async (directory) => {
  const branch = await openEmbeddedBranch({ directory });
  let tip = await branch.refresh();
  return {
    write: async (changes) => {
      const batch = await branch.startBatch(tip);
      for (const change of changes) {
        const added = await batch.add({
          operations: change.operations,
          message: commitMessage(change),
          author: { name: 'bench', email: 'bench@localhost' },
          at: new Date(),
        });
        if (added.kind !== 'commit') throw new Error(`a change became no commit: ${added.kind}`);
        tip = added.commit;
      }
      const { kind } = await batch.publish();
      if (kind !== 'published') throw new Error(`a batch was not published: ${kind}`);
    },
    close: () => branch.close(),
  };
};

/** What stands in its place: a `git fast-import` that stays alive, with a checkpoint after each batch. */
export const openFastImport: OpenWriter = (directory) => {
  const args = [
    '-C',
    directory,
    ...durableArgs,
    '-c',
    'fastimport.unpackLimit=1',
    'fast-import',
    '--quiet',
    '--done',
  ];
  const child = spawn('git', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const answers = child.stdout.setEncoding('utf8')[Symbol.asyncIterator]() as AsyncIterator<string>;
  let batches = 0;
  return Promise.resolve({
    write: async (changes) => {
      child.stdin.write(
        `${changesAsStream(changes, { continued: batches > 0 })}checkpoint\nprogress batch ${String(batches)}\n`,
      );
      const answer = await answers.next();
      if (answer.done === true || answer.value !== `progress batch ${String(batches)}\n`)
        throw new Error('git fast-import did not take a batch');
      batches += 1;
    },
    close: async () => {
      child.stdin.end('done\n');
      const [code] = (await ended) as [number | null];
      if (code !== 0) throw new Error(`git fast-import ended with code ${String(code)}`);
    },
  });
};

export interface WriterSpeed {
  readonly commitsPerSecond: number;
  /** Milliseconds for each of the lone changes. */
  readonly alone: readonly number[];
}

/** Changes that all writers make one by one at first, and the size of the batches of those that follow. */
const alone = 100;
export const batchSize = 500;

/** @throws Error when a change is not in the history exactly once. */
export async function writerSpeed(
  open: OpenWriter,
  directory: string,
  changes: readonly Change[],
): Promise<WriterSpeed> {
  const writer = await open(directory);
  const timed = async (batch: readonly Change[]): Promise<number> => {
    const began = performance.now();
    await writer.write(batch);
    return performance.now() - began;
  };
  const lone: number[] = [];
  for (const change of changes.slice(0, alone)) lone.push(await timed([change]));
  let milliseconds = 0;
  for (let at = alone; at < changes.length; at += batchSize)
    milliseconds += await timed(changes.slice(at, at + batchSize));
  await writer.close();
  await checkRepository(
    directory,
    changes.map(({ id }) => id),
  );
  return { commitsPerSecond: ((changes.length - alone) * 1000) / milliseconds, alone: lone };
}
