import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInputError } from '@slipway/kernel';
import { syncDirectory, unlessMissing, writeDurably } from '@slipway/process-runtime';
import { z } from 'zod';

/** Layout of an agent's directory. No other code joins these paths. */
export const layout = {
  attempts: (data: string) => path.join(data, 'attempts'),
  attempt: (data: string, attempt: string) => path.join(data, 'attempts', attempt),
  work: (directory: string) => path.join(directory, 'work'),
  sources: (data: string) => path.join(data, 'sources'),
  /** Commands of Slipway's own for programs. */
  commands: (data: string) => path.join(data, 'commands'),
  venvs: (data: string) => path.join(data, 'venvs'),
  ended: (data: string) => path.join(data, 'ended'),
  teams: (data: string) => path.join(data, 'teams'),
  listener: (data: string) => path.join(data, 'listener.json'),
  secret: (data: string, team: string, secret: string, key: string) =>
    path.join(data, 'secrets', team, secret, key),
} as const;

/** `attempt.json`: what the attempt was made from, written before anything of it starts. */
export const AttemptRecord = z.object({
  attempt: z.string(),
  team: z.string(),
  run: z.string(),
  /** The file of the environment repository as it was received. */
  manifest: z.string(),
  /** Bearer token of the metrics listener; processes that outlive an agent keep it. */
  token: z.string(),
  /** Processes that it had before it was scaled to fewer, if it was: these have logs too. */
  processes: z.int().optional(),
});
export type AttemptRecord = z.infer<typeof AttemptRecord>;

/** Makes the directory of an attempt; when it returns, the attempt is this agent's for good. */
export async function createAttemptDirectory(data: string, record: AttemptRecord): Promise<string> {
  const directory = layout.attempt(data, record.attempt);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await syncDirectory(layout.attempts(data));
  await saveAttemptRecord(directory, record);
  return directory;
}

/** The attempt is to go on as another manifest says. */
export const saveAttemptRecord = (directory: string, record: AttemptRecord): Promise<void> =>
  writeDurably(path.join(directory, 'attempt.json'), JSON.stringify(record));

/** The attempts on disk. A directory without a record is of an agent that died while making it: nothing has started. */
export async function listAttemptDirectories(
  data: string,
): Promise<readonly { directory: string; record: AttemptRecord }[]> {
  const found: { directory: string; record: AttemptRecord }[] = [];
  for (const name of (await unlessMissing(readdir(layout.attempts(data)))) ?? []) {
    const directory = layout.attempt(data, name);
    const text = await unlessMissing(readFile(path.join(directory, 'attempt.json'), 'utf8'));
    if (text === undefined) await rm(directory, { recursive: true, force: true });
    else found.push({ directory, record: parseRecord(directory, text) });
  }
  return found;
}

function parseRecord(directory: string, text: string): AttemptRecord {
  try {
    return AttemptRecord.parse(JSON.parse(text));
  } catch (cause) {
    const hint = `repair it, or remove ${directory} when nothing of the attempt runs any more`;
    throw new InvalidInputError(
      `attempt.json of the attempt ${path.basename(directory)} is damaged: ${hint}`,
      { cause },
    );
  }
}

export async function removeAttemptDirectory(data: string, attempt: string): Promise<void> {
  const directory = layout.attempt(data, attempt);
  await rm(path.join(directory, 'attempt.json'), { force: true }); // first: half of a directory is none
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}
