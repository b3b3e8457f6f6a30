import { pushBudgets } from '@slipway/changes';
import { InvalidInputError } from '@slipway/kernel';

/** An environment repository on another git server. */
export interface RemoteEnvironment {
  /** Without credentials in it. */
  readonly url: string;
  /** Sent as the password of HTTP Basic; must be allowed to push. */
  readonly token?: string;
  readonly pushesPerMinute: number;
}

/**
 * The remote that the variables name, or undefined for the embedded repository: `SLIPWAY_ENVIRONMENT_URL`,
 * `SLIPWAY_ENVIRONMENT_TOKEN`, `SLIPWAY_PUSHES_PER_MINUTE`.
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
  const token = env.SLIPWAY_ENVIRONMENT_TOKEN;
  return { url, pushesPerMinute, ...(token === undefined || token === '' ? {} : { token }) };
}

/** What git is given to get into the remote. */
export function credentialsOf({ token }: RemoteEnvironment): {
  readonly credentials?: { readonly username: string; readonly password: string };
} {
  return token === undefined ? {} : { credentials: { username: 'slipway', password: token } };
}
