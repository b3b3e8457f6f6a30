import { InvalidInputError } from '@slipway/kernel';
import type { GitEnvironmentOptions } from './git-environment.ts';

/** How to sign in to a remote: HTTP Basic with the token as the password, as GitHub, GitLab and Slipway take it. */
export interface RemoteCredentials {
  readonly username: string;
  readonly password: string;
}

export interface Remote {
  /** `https://`, `http://`, `ssh://`, `git@host:…` or a path; never with a password in it. */
  readonly url: string;
  /** A function is asked before each use: some tokens are good for an hour. */
  readonly credentials?: RemoteCredentials | (() => Promise<RemoteCredentials>);
}

/** The remote that settings of a service name, if they do. */
export function remoteOf({
  environmentUrl: url,
  environmentUser: username,
  environmentToken: password,
}: {
  readonly environmentUrl?: string | undefined;
  readonly environmentUser: string;
  readonly environmentToken?: string | undefined;
}): Remote | undefined {
  if (url === undefined) return undefined;
  return { url, ...(password === undefined ? {} : { credentials: { username, password } }) };
}

/** @throws InvalidInputError for an address that would show a password in argument lists and logs, or is none. */
export function checkRemote({ url }: Remote): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (url === '' || url.startsWith('-') || /[\p{Cc}\s]/u.test(url) || url.includes('::'))
    throw new InvalidInputError('the address of the git remote is not valid');
  if (
    parsed !== undefined &&
    (parsed.password !== '' || (parsed.username !== '' && parsed.protocol !== 'ssh:'))
  ) {
    throw new InvalidInputError('the address of the git remote holds credentials: give them apart from it');
  }
}

/** Settings of a git process that talks to a remote. Credentials are in its environment alone. */
export async function remoteEnvironment({ url, credentials: given }: Remote): Promise<GitEnvironmentOptions> {
  const credentials = typeof given === 'function' ? await given() : given;
  const authorization =
    credentials &&
    `Authorization: Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
  return {
    network: true,
    config: {
      'credential.helper': '',
      'gc.auto': '0',
      'maintenance.auto': 'false',
      // Give up on a connection that carries less than 1 KiB a second for 20 s.
      'http.lowSpeedLimit': '1024',
      'http.lowSpeedTime': '20',
      // A redirect would take the credentials to a host that nobody named.
      'http.followRedirects': authorization === undefined ? 'initial' : 'false',
      ...(authorization === undefined ? {} : { [`http.${url}.extraHeader`]: authorization }),
    },
  };
}
