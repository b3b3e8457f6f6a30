import { openEnvironmentHistory } from '@slipway/git';
import type { EnvironmentHistory } from '@slipway/ports';
import { credentialsOf } from '../remote-environment.ts';
import type { PartOptions } from './part-options.ts';

/** The environment repository to read with its history, for all services that follow it. */
export async function openHistory({ data, environment, undo }: PartOptions): Promise<EnvironmentHistory> {
  const history = await openEnvironmentHistory(
    environment
      ? {
          directory: data.historyMirror,
          remote: { url: environment.url, ...(await credentialsOf(environment, 'read')) },
        }
      : { directory: data.environment },
  );
  undo.later(() => history.close());
  return history;
}
