import { pushBudgets } from '@slipway/changes';
import type { Remote } from '@slipway/git';
import { InvalidInputError } from '@slipway/kernel';

/** An environment repository on another git server. */
export interface RemoteEnvironment {
  /** Without credentials in it. */
  readonly url: string;
  /** Sent as the password of HTTP Basic; must be allowed to push. */
  readonly token?: string;
  /** Opens it instead of a token; must be installed there with contents: write. */
  readonly app?: EnvironmentApp;
  readonly pushesPerMinute: number;
}

/** An App of GitHub. */
export interface EnvironmentApp {
  readonly id: string | undefined;
  readonly keyFile: string | undefined;
  readonly apiUrl: string;
}

/**
 * The remote that the variables name, or undefined for the embedded repository: `SLIPWAY_ENVIRONMENT_URL`,
 * `SLIPWAY_ENVIRONMENT_TOKEN` or `SLIPWAY_ENVIRONMENT_APP_ID` and `SLIPWAY_ENVIRONMENT_APP_KEY_FILE`,
 * `SLIPWAY_PUSHES_PER_MINUTE`.
 * @throws InvalidInputError for a budget that is no whole number of 1 to 6000.
 */
export function remoteEnvironmentOf(
  env: Readonly<Record<string, string | undefined>>,
): RemoteEnvironment | undefined {
  const url = env.SLIPWAY_ENVIRONMENT_URL;
  if (url === undefined || url === '') return undefined;
  const budget = env.SLIPWAY_PUSHES_PER_MINUTE;
  const pushesPerMinute = budget === undefined || budget === '' ? pushBudgets.remote : Number(budget);
  if (!Number.isInteger(pushesPerMinute) || pushesPerMinute < 1 || pushesPerMinute > 6000) {
    throw new InvalidInputError(
      `SLIPWAY_PUSHES_PER_MINUTE is ${JSON.stringify(budget)}: expected a whole number of 1 to 6000`,
    );
  }
  const [token, id, keyFile] = [
    nonEmpty(env.SLIPWAY_ENVIRONMENT_TOKEN),
    nonEmpty(env.SLIPWAY_ENVIRONMENT_APP_ID),
    nonEmpty(env.SLIPWAY_ENVIRONMENT_APP_KEY_FILE),
  ];
  if (id === undefined && keyFile === undefined)
    return { url, pushesPerMinute, ...(token === undefined ? {} : { token }) };
  if (token !== undefined)
    throw new InvalidInputError(
      'SLIPWAY_ENVIRONMENT_TOKEN and SLIPWAY_ENVIRONMENT_APP_ID exclude each other: leave one out',
    );
  const apiUrl = nonEmpty(env.SLIPWAY_GITHUB_API_URL) ?? 'https://api.github.com';
  return { url, pushesPerMinute, app: { id, keyFile, apiUrl } };
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

/** What git is given to get into the remote. @throws InvalidInputError for an App that can't be */
export async function credentialsOf(
  { url, token, app }: RemoteEnvironment,
  right: 'read' | 'write',
): Promise<Pick<Remote, 'credentials'>> {
  if (token !== undefined) return { credentials: { username: 'slipway', password: token } };
  if (app === undefined) return {};
  const { signInAs } = await import('./sign-in-as-app.ts');
  return { credentials: await signInAs(app, url, right) };
}
