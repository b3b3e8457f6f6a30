import { layout } from '@slipway/changes';
import { InvalidInputError, TooLargeError } from '@slipway/kernel';
import type { EnvironmentHistory, Logger, ObjectId } from '@slipway/ports';
import { openPolicy, type RegistryPolicy } from '@slipway/registry';
import { parseEnvironment } from '@slipway/resources';

/** The rules that `slipway.yaml` of the environment repository sets for the registry. */
export interface PolicyReader {
  current(): RegistryPolicy;
  /** Reads the file at `tip`. One that is not understood changes nothing: the rules before it go on to hold. */
  read(tip: ObjectId): Promise<void>;
}

export function createPolicyReader({
  history,
  logger,
}: {
  readonly history: EnvironmentHistory;
  readonly logger: Logger;
}): PolicyReader {
  const file = layout.settings();
  let policy = openPolicy;
  /** Blob of the file that was read last; undefined before the first time, null for no file. */
  let seen: ObjectId | null | undefined;

  const policyIn = async (blob: ObjectId): Promise<RegistryPolicy | undefined> => {
    try {
      return parseEnvironment(file, await history.read(blob)).spec.registry;
    } catch (error) {
      if (!(error instanceof InvalidInputError || error instanceof TooLargeError)) throw error;
      logger.warn('the settings of the environment are not understood', { file, blob, error });
      return undefined;
    }
  };

  /** What held last, for who starts while the file is broken. */
  const lastUnderstood = async (tip: ObjectId): Promise<RegistryPolicy> => {
    let last: RegistryPolicy | undefined;
    for await (const { files } of history.commits(tip, undefined, [file])) {
      const blob = files.find(({ path }) => path === file)?.after;
      last = blob === undefined ? openPolicy : ((await policyIn(blob)) ?? last);
    }
    return last ?? openPolicy;
  };

  return {
    current: () => policy,
    read: async (tip) => {
      const blob = (await history.blobAt(tip, file)) ?? null;
      if (blob === seen) return;
      if (blob === null) policy = openPolicy;
      else policy = (await policyIn(blob)) ?? (seen === undefined ? await lastUnderstood(tip) : policy);
      seen = blob;
    },
  };
}
