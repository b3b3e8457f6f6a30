import type { Remote } from '@slipway/git';
import { gitSignIn, readAppCredentials } from '@slipway/github';
import { InvalidInputError, systemClock } from '@slipway/kernel';
import type { CommitterConfig } from './config.ts';

/** What opens the remote, as the App that the settings name. @throws InvalidInputError for settings that do not fit together */
export async function credentialsOfApp(
  { environmentAppId: id, environmentAppKeyFile: keyFile, githubApiUrl: apiUrl }: CommitterConfig,
  { url: repositoryUrl, credentials: given }: Remote,
): Promise<Pick<Remote, 'credentials'>> {
  const credentials = await readAppCredentials(id, keyFile);
  if (credentials === undefined) return {};
  if (given)
    throw new InvalidInputError(
      'the remote is opened by an App or by a token, and not by both: leave one out',
    );
  return {
    credentials: gitSignIn({ credentials, apiUrl, repositoryUrl, right: 'write', clock: systemClock }),
  };
}
