import type { FileOperation } from '@slipway/changes';
import { renderModel, renderVersions } from './render-model.ts';
import type { ModelEdit, ModelVersionState, RegisteredModelState } from './registered-model.ts';
import { fileOfVersion, versionsFilePath } from './version-files.ts';

/** One file of a model: versions with the number of the file they lie in. */
interface FileContent {
  readonly model: RegisteredModelState;
  readonly number: number;
  readonly versions: readonly ModelVersionState[];
}

/** What an edit writes to the environment repository and deletes from it: the files in which it changes something. */
export function fileOperations({ before, after }: ModelEdit): readonly FileOperation[] {
  const former = contentsOf(before);
  const next = contentsOf(after);
  const removed = [...former.keys()].filter((path) => !next.has(path));
  return [
    ...removed.map((path) => ({ op: 'delete', path }) as const),
    ...[...next].flatMap(([path, content]) => {
      const old = former.get(path);
      return old && isUntouched(old, content)
        ? []
        : [{ op: 'write', path, content: render(content) } as const];
    }),
  ];
}

function contentsOf(model: RegisteredModelState | undefined): ReadonlyMap<string, FileContent> {
  if (!model) return new Map();
  const files = new Map<number, ModelVersionState[]>([[0, []]]);
  for (const version of model.versions) {
    const number = fileOfVersion(version.version);
    const versions = files.get(number);
    if (versions) versions.push(version);
    else files.set(number, [version]);
  }
  return new Map(
    [...files].map(([number, versions]) => [
      versionsFilePath(model.path, number),
      { model, number, versions },
    ]),
  );
}

/** What the files with further versions say of the model, and what its main file says. */
const headFields = ['team', 'name'] as const;
const mainFields = [
  ...headFields,
  'createdAt',
  'updatedAt',
  'description',
  'tags',
  'aliases',
  'nextVersion',
] as const;

/** Edits share what they leave alone: no text has to be compared. */
function isUntouched(old: FileContent, next: FileContent): boolean {
  const fields = next.number === 0 ? mainFields : headFields;
  return (
    fields.every((field) => old.model[field] === next.model[field]) &&
    old.versions.length === next.versions.length &&
    next.versions.every((version, index) => version === old.versions[index])
  );
}

const render = ({ model, number, versions }: FileContent): string =>
  number === 0 ? renderModel(model, versions) : renderVersions(model, versions);
