import type { Readable } from 'node:stream';
import { limits } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import type { SchedulerContext } from '../context.ts';
import { inTransaction } from '../unit-of-work.ts';
import { agentAttempt } from './agent-attempt.ts';
import { findRun } from './find-run.ts';

/** Stores an output artifact; the run shows it when its content is durable. */
export async function storeArtifact(
  context: SchedulerContext,
  cluster: string,
  attempt: string,
  name: string,
  content: Readable,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const { team, run, runId, epoch } = await agentAttempt(context, cluster, attempt);
  const key = `${team}/${run}/${String(epoch)}/${name}`;
  const stored = await context.artifacts.put(key, content, { maxBytes: limits.artifactBytes });
  await inTransaction(context, (work) =>
    work.store.saveArtifact(runId, epoch, { attempt, name, key, ...stored }),
  );
  return stored;
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
