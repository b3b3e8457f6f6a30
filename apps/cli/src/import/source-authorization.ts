import { nonEmpty } from '../input/non-empty.ts';

/** How MLflow's client would log in to a server with these variables. */
export function sourceAuthorization(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const user = nonEmpty(env.MLFLOW_TRACKING_USERNAME);
  if (user !== undefined) {
    const pair = `${user}:${nonEmpty(env.MLFLOW_TRACKING_PASSWORD) ?? ''}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  }
  const token = nonEmpty(env.MLFLOW_TRACKING_TOKEN);
  return token === undefined ? undefined : `Bearer ${token}`;
}
