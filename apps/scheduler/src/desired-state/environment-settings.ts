import { layout } from '@slipway/changes';
import { InvalidInputError, TooLargeError, UnavailableError, type Clock } from '@slipway/kernel';
import type { EnvironmentHistory, Logger, ObjectId } from '@slipway/ports';
import { parseEnvironment, type Environment } from '@slipway/resources';

/** Milliseconds for which what was read is good: each look at a remote repository costs a call. */
const fresh = 1_000;

export interface EnvironmentSettingsDeps {
  readonly history: EnvironmentHistory;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Reads `slipway.yaml` of the environment repository; undefined when there is none. */
export type ReadSettings = () => Promise<Environment | undefined>;

/**
 * The settings as they are at the tip. While the remote does not answer, those at the tip that was seen last hold.
 * @throws InvalidInputError for a file that is not understood: nobody knows then which changes it wants reviewed
 */
export function environmentSettings({ history, clock, logger }: EnvironmentSettingsDeps): ReadSettings {
  const file = layout.settings();
  let seen: { readonly blob: ObjectId | undefined; readonly settings: Environment | undefined } | undefined;
  let lookedAt = -Infinity;

  const tip = async (): Promise<ObjectId | undefined> => {
    try {
      return await history.refresh();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      logger.warn('the settings of the environment are those that were seen last', { file, error });
      return history.lastTip();
    }
  };

  return async () => {
    const now = clock.now().getTime();
    if (seen && now - lookedAt < fresh) return seen.settings;
    const commit = await tip();
    const blob = commit === undefined ? undefined : await history.blobAt(commit, file);
    if (seen?.blob !== blob || !seen)
      seen = { blob, settings: blob === undefined ? undefined : await read(history, file, blob) };
    lookedAt = now;
    return seen.settings;
  };
}

async function read(history: EnvironmentHistory, file: string, blob: ObjectId): Promise<Environment> {
  try {
    return parseEnvironment(file, await history.read(blob));
  } catch (error) {
    if (!(error instanceof InvalidInputError || error instanceof TooLargeError)) throw error;
    const message = `${file} of the environment repository has to be mended first: ${error.message}`;
    throw new InvalidInputError(message, { cause: error, issues: error.issues });
  }
}
