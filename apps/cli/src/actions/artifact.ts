import { createHash, randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { runEndpoints, type Run } from '@slipway/contracts';
import { ConflictError, NotFoundError, UnavailableError, nearest } from '@slipway/kernel';
import { chooseTeam } from '../connection/choose-team.ts';
import { connect } from '../connection/connect.ts';
import { UsageError } from '../exit-codes.ts';
import { parseReference } from '../input/reference.ts';
import { systemErrorCode } from '../input/system-error.ts';
import { formatOf, type Invocation } from '../invocation.ts';
import { shortBytes } from '../output/ages.ts';
import { writeData } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { tableLines } from '../output/table.ts';

/** Lists the output artifacts of a run. */
export async function listArtifacts(invocation: Invocation, words: readonly string[]): Promise<void> {
  const { out, err, signal } = invocation;
  const { name } = parseReference(words, ['run'], 'run');
  const client = await connect(invocation);
  const { artifacts } = await client.call(runEndpoints.getRun, {
    params: { team: await chooseTeam(invocation, client), run: name },
    signal,
  });
  const format = formatOf(invocation);
  if (format === 'name') for (const artifact of artifacts) await out.line(printable(artifact.name));
  else if (format !== 'table') await writeData(out, format, { items: artifacts });
  else if (artifacts.length === 0) await err.line(`run ${name} has no artifact`);
  else {
    const rows = artifacts.map((artifact) => [
      printable(artifact.name),
      shortBytes(artifact.bytes),
      printable(artifact.attempt),
      printable(artifact.sha256.slice(0, 12)),
    ]);
    for (const line of tableLines(['name', 'size', 'attempt', 'sha256'], rows)) await out.line(line);
  }
}

export interface DownloadOptions {
  /** Target file; `-` is stdout. The name of the artifact in the working directory when left out. */
  readonly output?: string;
  readonly force?: boolean;
}

/** Downloads an artifact. The file appears only when it is whole and its SHA-256 is right. */
export async function getArtifact(
  invocation: Invocation,
  reference: string,
  name: string,
  { output = name, force }: DownloadOptions,
): Promise<void> {
  const { out, err, cwd, signal } = invocation;
  const { name: run } = parseReference([reference], ['run'], 'run');
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const artifact = newest(await client.call(runEndpoints.getRun, { params: { team, run }, signal }), name);
  const content = client.bytes(runEndpoints.getArtifact, { params: { team, run, name }, signal });
  if (output === '-') {
    if (out.isTerminal)
      throw new UsageError(
        'an artifact is not written to a terminal: name a file by -o, or send stdout elsewhere',
      );
    for await (const chunk of content) await out.write(chunk);
    return;
  }
  await saveWhole(path.resolve(cwd, output), output, content, {
    sha256: artifact.sha256,
    force: force === true,
  });
  await err.line(`${output}: ${shortBytes(artifact.bytes)}`);
}

function newest({ name: run, artifacts }: Run, name: string): Run['artifacts'][number] {
  const found = artifacts.findLast((artifact) => artifact.name === name);
  if (found) return found;
  const names = artifacts.map((artifact) => artifact.name);
  const suggestion = nearest(name, names);
  const hint = suggestion
    ? `did you mean ${suggestion}?`
    : names.length > 0
      ? `it has ${names.join(', ')}`
      : 'it has none';
  throw new NotFoundError(`run ${run} has no artifact ${JSON.stringify(name)}: ${hint}`);
}

async function saveWhole(
  file: string,
  shownName: string,
  content: AsyncIterable<Uint8Array>,
  { sha256, force }: { readonly sha256: string; readonly force: boolean },
): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString('hex')}.part`;
  // Taking the name first: the file must not be there, unless it may be replaced.
  if (!force) await (await openNew(file, shownName)).close();
  try {
    const handle = await openNew(temporary, shownName);
    const hash = createHash('sha256');
    try {
      for await (const chunk of content) {
        hash.update(chunk);
        await handle.write(chunk);
      }
    } finally {
      await handle.close();
    }
    if (hash.digest('hex') !== sha256)
      throw new UnavailableError(`${shownName} did not arrive as it was stored: its SHA-256 differs`);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    if (!force) await rm(file, { force: true });
    throw error;
  }
}

async function openNew(file: string, shownName: string): ReturnType<typeof open> {
  try {
    return await open(file, 'wx');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EEXIST') throw new ConflictError(`${shownName} is there already: --force replaces it`);
    if (code === 'ENOENT') throw new NotFoundError(`there is no folder ${path.dirname(shownName)}`);
    throw error;
  }
}
