import { agentEndpoints, type Client } from '@slipway/contracts';
import {
  InvalidInputError,
  SlipwayError,
  UnavailableError,
  describeError,
  type Clock,
} from '@slipway/kernel';
import { openOutput } from '@slipway/process-runtime';
import { layout } from './attempt-directory.ts';
import type { AttemptPlan } from './attempt-plan.ts';
import type { ArtifactProblem } from './judge.ts';
import { retrying } from './retrying.ts';

export interface StoreInputs {
  readonly directory: string;
  readonly plan: AttemptPlan;
  readonly cluster: string;
  readonly client: Client;
  readonly clock: Clock;
  /** Names that were stored before. */
  readonly stored: ReadonlySet<string>;
  readonly onStored: (artifact: {
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string;
  }) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Stores the outputs of an attempt whose processes have ended. Returns what is wrong with those that were not stored. */
export async function storeArtifacts(inputs: StoreInputs): Promise<readonly ArtifactProblem[]> {
  const problems: ArtifactProblem[] = [];
  for (const { name, path } of inputs.plan.workspace.artifacts) {
    if (inputs.stored.has(name)) continue;
    try {
      const stored = await retrying(() => storeOne(inputs, name, path), inputs);
      if (stored === undefined)
        problems.push({
          missing: true,
          message: `the output ${name} was not written: there is no ${path} in the working directory`,
        });
      else await inputs.onStored({ name, ...stored });
    } catch (error) {
      inputs.signal.throwIfAborted();
      if (!(error instanceof SlipwayError)) throw error;
      problems.push({
        missing: false,
        message: `the output ${name} could not be stored: ${describeError(error)}`,
      });
    }
  }
  return problems;
}

async function storeOne(
  inputs: StoreInputs,
  name: string,
  relative: string,
): Promise<{ bytes: number; sha256: string } | undefined> {
  const output = await openOutput(layout.work(inputs.directory), relative);
  if (output === undefined) return undefined;
  try {
    const params = { cluster: inputs.cluster, attempt: inputs.plan.attempt, name };
    const answer = await inputs.client.call(agentEndpoints.putArtifact, {
      params,
      stream: output.content,
      signal: inputs.signal,
    });
    if (answer.sha256 !== output.digest().sha256)
      throw new UnavailableError('it arrived with another hash than it was sent with');
    return answer;
  } catch (error) {
    const { errored } = output.content;
    if (errored) throw new InvalidInputError(`${relative} cannot be read`, { cause: errored }); // sending it again won't help
    throw error;
  } finally {
    output.content.destroy();
  }
}
