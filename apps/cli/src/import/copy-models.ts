import { ConflictError, describeError } from '@slipway/kernel';
import { sendRecord, type ImportContext } from './import-context.ts';
import {
  ModelVersionPage,
  OneRegisteredModel,
  RegisteredModelPage,
  readAnswer,
  type ModelVersion,
  type RegisteredModel,
} from './mlflow-answers.ts';
import type { MlflowServer } from './mlflow-server.ts';
import { placeHere, type VersionPlace } from './model-place.ts';
import { paged } from './paged.ts';

const isPromptFilter = "tags.`mlflow.prompt.is_prompt` = 'true'";

/** Copies all registered models, each with its versions at once. What fails is tallied, and the rest goes on. */
export async function copyModels(context: ImportContext): Promise<void> {
  const { tally, signal } = context;
  // MLflow leaves prompts out of a search that does not ask for them.
  for (const filter of [undefined, isPromptFilter]) {
    for await (const model of modelsOf(context.source, filter)) {
      if (filter === undefined && isPrompt(model)) continue;
      try {
        await copyModel(context, model.name, await versionsOf(context.source, model));
      } catch (error) {
        signal.throwIfAborted();
        tally.fail(`registered model ${model.name}: ${describeError(error)}`);
      }
    }
  }
}

const isPrompt = ({ tags }: RegisteredModel): boolean =>
  tags.some(({ key, value }) => key === 'mlflow.prompt.is_prompt' && value === 'true');

const modelsOf = (server: MlflowServer, filter: string | undefined): AsyncGenerator<RegisteredModel> =>
  paged(
    async (token) =>
      readAnswer(
        RegisteredModelPage,
        await server.get('registered-models/search', { filter, max_results: 100, page_token: token }),
      ),
    (page) => page.registered_models,
  );

function versionsOf(server: MlflowServer, model: RegisteredModel): Promise<readonly ModelVersion[]> {
  const quote = model.name.includes("'") ? '"' : "'";
  const ofName = `name = ${quote}${model.name}${quote}`;
  const filter = isPrompt(model) ? `${ofName} AND ${isPromptFilter}` : ofName;
  return Array.fromAsync(
    paged(
      async (token) =>
        readAnswer(
          ModelVersionPage,
          await server.get('model-versions/search', { filter, max_results: 200, page_token: token }),
        ),
      (page) => page.model_versions,
    ),
  );
}

async function modelOf(server: MlflowServer, name: string): Promise<RegisteredModel> {
  return readAnswer(OneRegisteredModel, await server.get('registered-models/get', { name })).registered_model;
}

async function copyModel(
  context: ImportContext,
  name: string,
  versions: readonly ModelVersion[],
): Promise<void> {
  const { source, target, tally, dryRun, onProgress } = context;
  tally.add('registered models', 'source');
  tally.add('model versions', 'source', versions.length);
  onProgress();
  const there = await modelOf(source, name);
  const records: VersionRecord[] = [];
  for (const version of versions) {
    const place = dryRun ? { source: version.source } : await placeHere(context, version);
    records.push(recordOf(version, place));
  }
  await sendRecord(context, {
    kind: 'model',
    name,
    source: source.url,
    createdAt: there.creation_timestamp,
    updatedAt: there.last_updated_timestamp,
    ...(there.description === undefined ? {} : { description: there.description }),
    tags: there.tags,
    aliases: there.aliases,
    versions: records,
  });
  if (dryRun) return;
  tally.add('registered models', 'copied');
  tally.add('model versions', 'copied', versions.length);

  const here = await modelOf(target, name);
  if (aliasesOf(here) !== aliasesOf(there))
    throw new ConflictError(`its aliases are ${aliasesOf(there)} there and ${aliasesOf(here)} here`);
  tally.add('registered models', 'verified');
  const found = new Map((await versionsOf(target, here)).map((version) => [version.version, version]));
  for (const version of versions) {
    const copy = found.get(version.version);
    if (copy && contentOf(copy) === contentOf(version)) tally.add('model versions', 'verified');
  }
  onProgress();
}

const aliasesOf = ({ aliases }: RegisteredModel): string =>
  JSON.stringify(aliases.map(({ alias, version }) => [alias, version]).sort());

const contentOf = (version: ModelVersion): string =>
  JSON.stringify([
    version.creation_timestamp,
    version.current_stage,
    version.description ?? '',
    version.run_id ?? '',
    version.tags.map(({ key, value }) => [key, value]).sort(),
  ]);

type VersionRecord = ReturnType<typeof recordOf>;

function recordOf(version: ModelVersion, place: VersionPlace) {
  const { description, user_id: userId, run_id: runId, run_link: runLink, model_id: modelId } = version;
  return {
    version: version.version,
    createdAt: version.creation_timestamp,
    updatedAt: version.last_updated_timestamp,
    stage: version.current_stage,
    tags: version.tags,
    ...place,
    ...(description === undefined ? {} : { description }),
    ...named('userId', userId),
    ...named('runId', runId),
    ...named('runLink', runLink),
    ...named('modelId', modelId),
  };
}

/** A field that has a value other than the empty text. */
function named<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined || value === '' ? {} : ({ [name]: value } as Record<Name, string>);
}
