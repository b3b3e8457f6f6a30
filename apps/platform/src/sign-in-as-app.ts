import { gitSignIn, readAppCredentials, type GitSignInOptions } from '@slipway/github';
import { InvalidInputError, systemClock } from '@slipway/kernel';
import type { EnvironmentApp } from './remote-environment.ts';

/** What git signs in to the environment repository with, as an App. @throws InvalidInputError for one that can't be */
export async function signInAs(
  { id, keyFile, apiUrl }: EnvironmentApp,
  repositoryUrl: string,
  right: GitSignInOptions['right'],
): Promise<ReturnType<typeof gitSignIn>> {
  const credentials = await readAppCredentials(id, keyFile);
  if (credentials === undefined)
    throw new InvalidInputError('the App of the environment repository is not named');
  return gitSignIn({ credentials, apiUrl, repositoryUrl, right, clock: systemClock });
}
