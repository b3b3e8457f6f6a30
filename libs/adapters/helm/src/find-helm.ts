import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { UnavailableError } from '@slipway/kernel';

/**
 * Path of the `helm` to run: `SLIPWAY_HELM`, else the first one on the PATH.
 * @throws UnavailableError when there is none
 */
export async function findHelm(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const named = env.SLIPWAY_HELM;
  const places = named
    ? [named]
    : (env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, 'helm'));
  for (const place of places) if (path.isAbsolute(place) && (await isProgram(place))) return place;
  throw new UnavailableError(
    named
      ? `SLIPWAY_HELM is ${named}, which is no program: it has to be the absolute path of Helm 4`
      : 'There is no helm on the PATH: install Helm 4 (https://helm.sh/docs/intro/install), or name it by SLIPWAY_HELM',
  );
}

const isProgram = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
