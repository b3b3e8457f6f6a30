import type { FoundVersion } from '@slipway/ports';
import {
  checkVersionSource,
  invalidParameter,
  isPrompt,
  MlflowError,
  needsOwner,
  notContained,
  parseModelUri,
  uriParts,
  type ModelUri,
} from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { noLoggedModel } from '../logged-models/logged-model-checks.ts';
import { findByAlias } from './alias-endpoints.ts';
import { modelNotFound, versionNotFound, versionNumber } from './model-refusals.ts';
import { stageOf } from './stages.ts';

/** What a new version is made from: as the request names it, or as it is kept. `undefined` was not named. */
export interface VersionSource {
  readonly source: string;
  readonly runId: string | undefined;
  readonly modelId: string | undefined;
}

/**
 * Checks what a new version is made from, and finds the version behind a `models:` URI, whose run and logged model it is
 * made from then, and where the files of it lie.
 * @throws MlflowError in MLflow's words
 */
export async function resolveSource(
  context: RegistryContext,
  team: string,
  given: VersionSource,
): Promise<VersionSource & { readonly storageLocation: string | undefined }> {
  const { isModel, version } = await referredVersion(context, team, given);
  const source = version ? `models:/${version.model}/${String(version.version.version)}` : given.source;
  const modelId = named(given.modelId ?? version?.version.modelId);
  const runId = named(given.runId ?? version?.version.runId);

  const model = modelId === undefined ? undefined : await context.loggedModelStore.find(team, modelId);
  const found = model?.isDeleted === false ? model : undefined;
  if (modelId !== undefined) {
    checkVersionSource(source, { parameter: 'model_id', id: modelId, root: found?.artifactUri });
    if (!found) throw noLoggedModel(modelId);
  } else {
    const run =
      runId !== undefined && needsOwner(source)
        ? await context.trackingStore.findRun(team, runId)
        : undefined;
    checkVersionSource(source, { parameter: 'run_id', id: runId ?? '', root: run?.artifactUri });
  }
  const storageLocation = version
    ? (version.version.storageLocation ?? version.version.source)
    : isModel
      ? found?.artifactUri
      : undefined;
  return { source, runId: named(runId ?? found?.sourceRunId), modelId, storageLocation };
}

/** An empty name names nothing. */
const named = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

/** The version that a `models:` URI refers to; undefined for a logged model and for other URIs. */
async function referredVersion(
  context: RegistryContext,
  team: string,
  { source, runId, modelId }: VersionSource,
): Promise<{ readonly isModel: boolean; readonly version?: FoundVersion }> {
  const { scheme, authority } = uriParts(source);
  if (scheme !== 'models') return { isModel: false };
  if (authority !== '')
    throw invalidParameter(
      `Invalid model version source: '${source}'. Registered model sources must use the active model registry.`,
    );
  const uri = parseModelUri(source);
  if (!uri) throw notContained(source, 'model_id');
  if (uri.kind === 'logged-model') return { isModel: true };
  const version = await findReferred(context, team, uri, source);
  const isOther = (named: string | undefined, of: string | undefined): boolean =>
    named !== undefined && named !== (of ?? '');
  if (isOther(runId, version.version.runId) || isOther(modelId, version.version.modelId))
    throw invalidParameter(
      `Invalid model version source: '${source}'. The run_id and model_id request parameters must match the referenced model version.`,
    );
  return { isModel: true, version };
}

async function findReferred(
  context: RegistryContext,
  team: string,
  uri: Exclude<ModelUri, { readonly kind: 'logged-model' }>,
  source: string,
): Promise<FoundVersion> {
  const found = await context.modelStore.findModel(team, uri.name);
  if (!found) throw modelNotFound(uri.name);
  if (isPrompt(found.model.tags))
    throw invalidParameter(
      `Invalid model version source: '${source}'. Prompt versions cannot be used as model version sources.`,
    );
  if (uri.kind === 'alias') return findByAlias(context, team, uri.name, uri.alias);
  if (uri.kind === 'version') {
    const version = await context.modelStore.findVersion(
      team,
      uri.name,
      versionNumber(uri.name, uri.version),
    );
    if (!version) throw versionNotFound(uri.name, uri.version);
    return version;
  }
  const stage = uri.kind === 'stage' ? stageOf(uri.stage) : undefined;
  const version = found.latest.findLast((one) => stage === undefined || one.stage === stage);
  if (version) return { model: uri.name, version, aliases: [] };
  throw new MlflowError(
    'RESOURCE_DOES_NOT_EXIST',
    `No versions of model with name '${uri.name}'${uri.kind === 'stage' ? ` and stage '${uri.stage}'` : ''} found`,
  );
}
