import { createHash } from 'node:crypto';
import path from 'node:path';
import { runEndpoints, type Run } from '@slipway/contracts';
import { NotFoundError, UnavailableError, nearest } from '@slipway/kernel';
import { chooseTeam } from '../connection/choose-team.ts';
import { connect } from '../connection/connect.ts';
import { UsageError } from '../exit-codes.ts';
import { parseReference } from '../input/reference.ts';
import { formatOf, type Invocation } from '../invocation.ts';
import { shortBytes } from '../output/ages.ts';
import { writeData } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { saveFile } from '../output/save-file.ts';
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
  await saveFile(
    { file: path.resolve(cwd, output), shownName: output, force: force === true },
    verified(content, artifact.sha256, output),
  );
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

/** The bytes as they come. @throws UnavailableError at their end when they are not the ones that were stored */
async function* verified(
  content: AsyncIterable<Uint8Array>,
  sha256: string,
  shownName: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of content) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256)
    throw new UnavailableError(`${shownName} did not arrive as it was stored: its SHA-256 differs`);
}
