import { layout } from '@slipway/changes';
import { InvalidInputError, TooLargeError } from '@slipway/kernel';
import type { EnvironmentHistory, Logger, ObjectId } from '@slipway/ports';
import { parseEnvironment, type Environment } from '@slipway/resources';

/** The settings of the environment repository, in its `slipway.yaml`. */
export interface SettingsReader {
  /** As they were read last; undefined: there are none. */
  current(): Environment | undefined;
  /** Reads the file at `tip`. One that is not understood changes nothing: the rules before it go on to hold. */
  read(tip: ObjectId): Promise<void>;
}

export function createSettingsReader({
  history,
  logger,
}: {
  readonly history: EnvironmentHistory;
  readonly logger: Logger;
}): SettingsReader {
  const file = layout.settings();
  let settings: Environment | undefined;
  /** Blob of the file that was read last; undefined before the first time, null for no file. */
  let seen: ObjectId | null | undefined;

  const settingsIn = async (blob: ObjectId): Promise<Environment | undefined> => {
    try {
      return parseEnvironment(file, await history.read(blob));
    } catch (error) {
      if (!(error instanceof InvalidInputError || error instanceof TooLargeError)) throw error;
      logger.warn('the settings of the environment are not understood', { file, blob, error });
      return undefined;
    }
  };

  /** What held last, for who starts while the file is broken. */
  const lastUnderstood = async (tip: ObjectId): Promise<Environment | undefined> => {
    let last: Environment | undefined;
    for await (const { files } of history.commits(tip, undefined, [file])) {
      const blob = files.find(({ path }) => path === file)?.after;
      last = blob === undefined ? undefined : ((await settingsIn(blob)) ?? last);
    }
    return last;
  };

  return {
    current: () => settings,
    read: async (tip) => {
      const blob = (await history.blobAt(tip, file)) ?? null;
      if (blob === seen) return;
      if (blob === null) settings = undefined;
      else settings = (await settingsIn(blob)) ?? (seen === undefined ? await lastUnderstood(tip) : settings);
      seen = blob;
    },
  };
}
