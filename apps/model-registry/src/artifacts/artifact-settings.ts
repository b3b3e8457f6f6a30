import { InvalidInputError } from '@slipway/kernel';
import type { StoreEnvironment } from '@slipway/artifacts';

/** Bounds of transfers of artifacts. */
export interface ArtifactSettings {
  /** Bytes of one artifact. */
  readonly maxBytes: number;
  /** Milliseconds after which a client that neither sends nor takes anything is cut. */
  readonly silence: number;
  /** Seconds that a signed request for a download is good for, unless its client says otherwise. */
  readonly downloadSeconds: number;
}

/** Seconds; the most that the signatures of clouds allow. */
export const mostSignedSeconds = 604_800;

const defaults: ArtifactSettings = { maxBytes: 107_374_182_400, silence: 60_000, downloadSeconds: 300 };
const downloadVariable = 'MLFLOW_PRESIGNED_DOWNLOAD_URL_TTL_SECONDS';

/**
 * @param maxBytes default 100 GiB
 * @throws InvalidInputError naming the variable that is not right
 */
export function readArtifactSettings(env: StoreEnvironment, maxBytes = defaults.maxBytes): ArtifactSettings {
  const given = env[downloadVariable];
  const downloadSeconds = given === undefined ? defaults.downloadSeconds : Number(given);
  if (!Number.isInteger(downloadSeconds) || downloadSeconds < 1 || downloadSeconds > mostSignedSeconds)
    throw new InvalidInputError(
      `${downloadVariable} must be a number of seconds from 1 to ${String(mostSignedSeconds)}.`,
    );
  return { ...defaults, maxBytes, downloadSeconds };
}
