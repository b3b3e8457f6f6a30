import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '@slipway/kernel';
import type { GitHubCredentials } from './github-client.ts';

export type AppCredentials = Extract<GitHubCredentials, { readonly kind: 'app' }>;

/**
 * The App that settings name by its id and the file of its private key (PEM); undefined when they name none.
 * @throws InvalidInputError when one of them is missing or wrong
 */
export async function readAppCredentials(
  appId: string | undefined,
  keyFile: string | undefined,
): Promise<AppCredentials | undefined> {
  if ((appId === undefined) !== (keyFile === undefined))
    throw new InvalidInputError(
      'an App is named by its id and the file of its private key: one of them is missing',
    );
  if (appId === undefined || keyFile === undefined) return undefined;
  if (!/^\d{1,15}$/.test(appId))
    throw new InvalidInputError(`${JSON.stringify(appId)} is no id of an App: it is the number on its page`);
  try {
    return { kind: 'app', appId, privateKey: await readFile(keyFile, 'utf8') };
  } catch (error) {
    throw new InvalidInputError(`cannot read the private key of the App in ${keyFile}`, { cause: error });
  }
}
