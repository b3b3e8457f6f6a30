import { InvalidInputError, parseQuantity } from '@slipway/kernel';
import { parseAttemptFile, parseTeamFile } from '@slipway/render';
import type { AttemptPlan } from '../attempts/attempt-plan.ts';
import type { Quota } from './decide.ts';

/**
 * What the file of an attempt asks of this agent.
 * @throws InvalidInputError when it is not what Slipway renders, or holds another attempt than its name says.
 */
export function readAttemptManifest(text: string, attempt: string): AttemptPlan {
  const file = `${attempt}.yaml`;
  const manifest = parseAttemptFile(file, text);
  if (manifest.attempt !== attempt)
    throw new InvalidInputError(`${file} holds the attempt ${manifest.attempt}`);
  const { team, job, run, epoch, withdrawn, replicas, workspace, ignored } = manifest;
  return {
    team,
    job,
    run,
    attempt,
    epoch,
    withdrawn,
    argv: [...manifest.command, ...manifest.args],
    environment: manifest.env,
    replicas,
    timeoutSeconds: manifest.timeoutSeconds,
    graceSeconds: manifest.gracePeriodSeconds,
    requests: baseUnits(file, manifest.requests),
    workspace,
    files: Object.fromEntries(manifest.sourceFiles.map(({ path, content }) => [path, content])),
    ignored,
  };
}

/**
 * The quota in the file of a team; without one everything is allowed.
 * @throws InvalidInputError when it is not what Slipway renders, or is of another team.
 */
export function readTeamQuota(text: string, team: string): Quota {
  const file = `${team}/team.yaml`;
  const manifest = parseTeamFile(file, text);
  if (manifest.team !== team) throw new InvalidInputError(`${file} holds the team ${manifest.team}`);
  return baseUnits(file, manifest.quota);
}

function baseUnits(
  file: string,
  quantities: Readonly<Record<string, string>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(quantities).map(([resource, quantity]) => {
      const amount = parseQuantity(quantity);
      if (amount === undefined)
        throw new InvalidInputError(
          `${file}: ${resource} is ${JSON.stringify(quantity)}, which is no quantity`,
        );
      return [resource, amount];
    }),
  );
}
