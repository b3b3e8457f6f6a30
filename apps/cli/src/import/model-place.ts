import type { ImportContext } from './import-context.ts';
import { OneLoggedModel, OneRun, Place, readAnswer, type ModelVersion } from './mlflow-answers.ts';
import type { MlflowServer } from './mlflow-server.ts';

/** What a version says of where its files lie. */
export interface VersionPlace {
  readonly source: string;
  /** Where they lie when the source is a `models:` URI that stands for another place. */
  readonly storageLocation?: string;
}

/** Where the files of a version lie here: in the artifacts of its run or logged model, when those are copied. */
export async function placeHere(context: ImportContext, version: ModelVersion): Promise<VersionPlace> {
  const { source } = version;
  const isReference = source.startsWith('models:');
  const there = isReference ? await downloadUri(context.source, version) : source;
  const here = context.parts.has('artifacts') ? await movedPlace(context, version, there) : there;
  return isReference ? { source, storageLocation: here } : { source: here };
}

async function downloadUri(server: MlflowServer, { name, version, source }: ModelVersion): Promise<string> {
  const answer = await server.get('model-versions/get-download-uri', { name, version });
  return answer === undefined ? source : readAnswer(Place, answer).artifact_uri;
}

async function movedPlace(
  { source, target }: ImportContext,
  version: ModelVersion,
  there: string,
): Promise<string> {
  const [, modelId] = /\/models\/(m-[0-9a-f]+)\/artifacts/.exec(there) ?? [];
  const rootAt = (server: MlflowServer): Promise<string | undefined> =>
    modelId === undefined ? runRoot(server, version.run_id) : modelRoot(server, modelId);
  const from = await rootAt(source);
  const to = await rootAt(target);
  return from !== undefined && to !== undefined && there.startsWith(from)
    ? to + there.slice(from.length)
    : there;
}

async function runRoot(server: MlflowServer, id: string | undefined): Promise<string | undefined> {
  if (id === undefined || id === '') return undefined;
  const answer = await server.get('runs/get', { run_id: id });
  return answer === undefined ? undefined : readAnswer(OneRun, answer).run.info.artifact_uri;
}

async function modelRoot(server: MlflowServer, id: string): Promise<string | undefined> {
  const answer = await server.get(`logged-models/${encodeURIComponent(id)}`);
  return answer === undefined ? undefined : readAnswer(OneLoggedModel, answer).model.info.artifact_uri;
}
