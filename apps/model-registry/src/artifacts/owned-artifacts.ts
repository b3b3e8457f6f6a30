import { proxiedPath } from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { findLoggedModel } from '../logged-models/logged-model-checks.ts';
import { noRun } from '../tracking/refusals.ts';
import type { ArtifactPlace } from './artifact-places.ts';

/** Where the artifacts of a run of the team lie. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function runArtifactUri(
  { trackingStore }: RegistryContext,
  team: string,
  runId: string | undefined,
): Promise<string> {
  const run = runId === undefined ? undefined : await trackingStore.findRun(team, runId);
  if (!run) throw noRun(runId ?? 'None');
  return run.artifactUri;
}

/** Where the files of a logged model of the team lie. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export const modelArtifactUri = async (
  context: RegistryContext,
  team: string,
  modelId: string,
): Promise<string> => (await findLoggedModel(context, team, modelId)).artifactUri;

/** What lies at a safe path below a URI. @throws MlflowError PERMISSION_DENIED */
export async function placeBelow(
  { artifacts }: RegistryContext,
  team: string,
  uri: string,
  path: string,
): Promise<ArtifactPlace> {
  const { store, key } = await artifacts.of(team, uri);
  return { store, key: [key, path].filter((part) => part !== '').join('/') };
}

/** The path of an artifact below a URI, as MLflow's messages name it: one that lies behind the server by its whole path. */
export function shownPath(uri: string, path: string): string {
  const root = proxiedPath(uri);
  return root === undefined ? path : [root.replace(/\/+$/, ''), path].join('/');
}
