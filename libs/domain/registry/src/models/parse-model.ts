import type { Issue } from '@slipway/kernel';
import {
  checkDocument,
  invalidFile,
  issueAtPath,
  readDocuments,
  type YamlBounds,
  type YamlDocument,
} from '@slipway/resources';
import type { z } from 'zod';
import {
  RegisteredModelDocument,
  RegisteredModelVersionsDocument,
  type VersionDocument,
} from './model-document.ts';
import type { AliasState, ModelVersionState, RegisteredModelState } from './registered-model.ts';
import { fileOfVersion, versionsFilePath, versionsPerFile } from './version-files.ts';

/** A file of a model in the environment repository. */
export interface ModelFile {
  /** Such as `teams/vision/models/iris.yaml`. */
  readonly path: string;
  readonly text: string;
}

/** What stands for times and names that a file leaves out: the commit that it is in. */
export interface ModelFileOrigin {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly by: string;
}

/** As much as a file may cost that was written by a change of the greatest size. */
const bounds: YamlBounds = {
  bytes: 1_048_576,
  documents: 1,
  tokens: 1_100_000,
  values: 300_000,
  depth: 8,
  anyText: true,
};

/** `teams/<team>/models/<file>.yaml`, also below a shard. */
const mainFile = /^(teams\/([^/]+)\/models\/(?:shard-[0-9a-f]{2}\/)?[^/]+)\.yaml$/;

/**
 * The model of its files: the main file first, then others with more versions, any of them. Text written by hand may
 * leave out what the commit tells.
 * @throws InvalidInputError with all issues of the first file that has some, each with its place
 */
export function parseModelFiles(
  [main, ...others]: readonly [ModelFile, ...ModelFile[]],
  origin: ModelFileOrigin,
): RegisteredModelState {
  const [, path, team] = mainFile.exec(main.path) ?? [];
  if (path === undefined || team === undefined)
    throw invalidFile(main.path, [{ file: main.path, message: 'no model lies at such a path' }]);
  const { document, value } = readFile(main, RegisteredModelDocument);
  const { metadata, spec } = value;
  const issues = [...wrongTeam(document, metadata.team, team), ...wrongVersions(document, spec.versions, 0)];
  if (issues.length > 0) throw invalidFile(main.path, issues);

  const more = others.flatMap((file) => readVersions(file, path, { team, name: metadata.name }));
  const createdAt = spec.createdAt ?? origin.at;
  const versions = [...spec.versions, ...more]
    .map((version) => versionOf(version, createdAt))
    .sort((left, right) => left.version - right.version);
  const nextVersion = spec.nextVersion ?? (versions.at(-1)?.version ?? 0) + 1;
  const aliases = Object.fromEntries(
    Object.entries(spec.aliases).map(([alias, target]) => [alias, aliasOf(target, origin)]),
  );
  const state: RegisteredModelState = {
    team,
    name: metadata.name,
    path,
    createdAt,
    updatedAt: spec.updatedAt ?? createdAt,
    description: spec.description === '' ? undefined : spec.description,
    tags: spec.tags,
    aliases,
    nextVersion,
    versions,
  };
  const wrong = wrongNumbers(
    document,
    state,
    new Set([0, ...others.map(({ path: file }) => numberOf(file, path))]),
  );
  if (wrong.length > 0) throw invalidFile(main.path, wrong);
  return state;
}

function readFile<S extends z.ZodType>(
  file: ModelFile,
  schema: S,
): { readonly document: YamlDocument; readonly value: z.output<S> } {
  const [document] = readDocuments(file.path, file.text, bounds);
  if (!document) throw invalidFile(file.path, [{ file: file.path, message: 'the file is empty' }]);
  const checked = checkDocument(document, schema);
  if (!checked.ok) throw invalidFile(file.path, checked.issues);
  return { document, value: checked.value };
}

function readVersions(
  file: ModelFile,
  modelPath: string,
  model: { readonly team: string; readonly name: string },
): readonly VersionDocument[] {
  const number = numberOf(file.path, modelPath);
  if (number === 0)
    throw invalidFile(file.path, [{ file: file.path, message: `the model ${model.name} has no such file` }]);
  const { document, value } = readFile(file, RegisteredModelVersionsDocument);
  const { metadata, spec } = value;
  const issues = [
    ...wrongTeam(document, metadata.team, model.team),
    ...(metadata.name === model.name
      ? []
      : [
          issue(
            document,
            ['metadata', 'name'],
            `the model of this file is called ${JSON.stringify(model.name)}`,
          ),
        ]),
    ...wrongVersions(document, spec.versions, number),
  ];
  if (issues.length > 0) throw invalidFile(file.path, issues);
  return spec.versions;
}

/** Which of the model's files it is, or 0 when it is none. */
function numberOf(file: string, modelPath: string): number {
  const first = Number(/\/versions-(\d+)-\d+\.yaml$/.exec(file)?.[1] ?? 1);
  const number = fileOfVersion(first);
  return versionsFilePath(modelPath, number) === file ? number : 0;
}

const issue = (document: YamlDocument, path: (string | number)[], message: string): Issue =>
  issueAtPath(document.source, document.root, path, { message });

function wrongTeam(document: YamlDocument, named: string | undefined, team: string): Issue[] {
  return named === undefined || named === team
    ? []
    : [issue(document, ['metadata', 'team'], `the file lies in the folder of team ${team}`)];
}

function wrongVersions(document: YamlDocument, versions: readonly VersionDocument[], file: number): Issue[] {
  const seen = new Set<number>();
  return versions.flatMap(({ version }, index) => {
    const at = ['spec', 'versions', index, 'version'];
    const isTwice = seen.has(version);
    seen.add(version);
    if (isTwice) return [issue(document, at, `version ${String(version)} is in the list twice`)];
    if (fileOfVersion(version) === file) return [];
    const first = file * versionsPerFile + 1;
    return [
      issue(
        document,
        at,
        `version ${String(version)} does not belong into this file, which has ${String(first)} to ${String(first + versionsPerFile - 1)}`,
      ),
    ];
  });
}

function wrongNumbers(
  document: YamlDocument,
  { nextVersion, aliases, versions }: RegisteredModelState,
  files: ReadonlySet<number>,
): Issue[] {
  const known = new Set(versions.map(({ version }) => version));
  const highest = versions.at(-1)?.version ?? 0;
  return [
    ...(nextVersion > highest
      ? []
      : [issue(document, ['spec', 'nextVersion'], `there is a version ${String(highest)} already`)]),
    ...Object.entries(aliases).flatMap(([alias, { version }]) =>
      known.has(version) || (!files.has(fileOfVersion(version)) && version < nextVersion)
        ? []
        : [issue(document, ['spec', 'aliases', alias], `there is no version ${String(version)}`)],
    ),
  ];
}

function aliasOf(
  target: RegisteredModelDocument['spec']['aliases'][string],
  { at, by }: ModelFileOrigin,
): AliasState {
  return typeof target === 'number'
    ? { version: target, since: at, by }
    : { version: target.version, since: target.since ?? at, by: target.by ?? by };
}

function versionOf(document: VersionDocument, modelCreatedAt: number): ModelVersionState {
  const { version, stage, source, storageLocation, runId, runLink, modelId, createdBy, tags } = document;
  const createdAt = document.createdAt ?? modelCreatedAt;
  return {
    version,
    createdAt,
    updatedAt: document.updatedAt ?? createdAt,
    userId: createdBy,
    stage,
    description: document.description === null ? undefined : (document.description ?? ''),
    source,
    storageLocation,
    runId,
    runLink,
    modelId,
    tags,
  };
}
