import type { Readable } from 'node:stream';
import { limits } from '@slipway/contracts';
import { ConflictError, NotFoundError } from '@slipway/kernel';
import type { AttemptAddress } from '@slipway/ports';
import { isFinalAttempt } from '@slipway/runs';
import type { SchedulerContext } from '../context.ts';
import { inTransaction } from '../unit-of-work.ts';
import { agentAttempt } from './agent-attempt.ts';
import { findRun } from './find-run.ts';

/**
 * Stores an output artifact; the run shows it when its content is durable.
 * @throws ConflictError when the attempt has ended, as one that was given up with its cluster
 */
export async function storeArtifact(
  context: SchedulerContext,
  cluster: string,
  attempt: string,
  name: string,
  content: Readable,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const address = await agentAttempt(context, cluster, attempt);
  refuseEnded(address);
  const { team, run, runId, epoch } = address;
  const key = `${team}/${run}/${String(epoch)}/${name}`;
  const stored = await context.artifacts.put(key, content, { maxBytes: limits.artifactBytes });
  await inTransaction(context, async (work) => {
    refuseEnded((await work.store.findAttempt(attempt)) ?? address);
    await work.store.saveArtifact(runId, epoch, { attempt, name, key, ...stored });
  });
  return stored;
}

/** What an attempt leaves behind that was given up is not that of its run. */
function refuseEnded({ name, cluster, state }: AttemptAddress): void {
  if (!isFinalAttempt(state)) return;
  throw new ConflictError(`The attempt ${name} is ${state}: its outputs are not taken any more.`, {
    details: { cluster, attempt: name, state },
  });
}

/** @throws NotFoundError when no attempt of the run has the artifact. */
export async function readArtifact(
  context: SchedulerContext,
  team: string,
  run: string,
  name: string,
): Promise<AsyncIterable<Uint8Array>> {
  const { id } = await findRun(context, team, run);
  const artifact = await context.store.findArtifact(id, name);
  if (!artifact) {
    throw new NotFoundError(`The run ${run} has no artifact ${name}.`, {
      details: { team, run, artifact: name },
    });
  }
  return (await context.artifacts.get(artifact.key)).content;
}
