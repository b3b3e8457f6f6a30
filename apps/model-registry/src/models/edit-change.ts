import { changeLimits, type Change } from '@slipway/changes';
import { InvalidInputError } from '@slipway/kernel';
import { fileOperations, invalidParameter, type ModelEdit } from '@slipway/registry';

/** Who asks for edits and why, and how their commit is called. */
export type EditChange = Pick<Change, 'id' | 'subject' | 'requestedBy' | 'resource' | 'traceparent'> & {
  readonly team: string;
  /** Undefined when the caller gave none. */
  readonly reason: string | undefined;
};

/** Name of a model in a commit message: `RegisteredModel/vision/iris`. */
export const modelResource = (team: string, name: string): string => `RegisteredModel/${team}/${name}`;

/** What edits do to the environment repository, as one change; undefined when they leave its files as they are. */
export function changeOf(
  edits: readonly ModelEdit[],
  change: EditChange,
  repository: string,
): Change | undefined {
  const operations = edits.flatMap(fileOperations);
  return operations.length === 0 ? undefined : changeWith(operations, change, repository);
}

/** A change of the registry with these operations. */
export function changeWith(
  operations: Change['operations'],
  { subject, resource, reason, ...change }: EditChange,
  repository: string,
): Change {
  return {
    ...change,
    subject: cut(oneLine(subject), changeLimits.subjectCharacters),
    resource: oneLine(resource),
    reason: reason ?? "asked for through MLflow's API",
    operations,
    repository,
    service: 'model-registry',
    preconditions: [],
  };
}

/** A refusal of the change log in MLflow's terms: what is too large for git, or looks like a secret. */
export function asMlflowError(error: unknown): unknown {
  if (!(error instanceof InvalidInputError) || error.issues.length === 0) return error;
  const problems = error.issues.map(({ message }) => message).join('; ');
  return invalidParameter(`The environment repository can't hold this: ${problems}`);
}

/** What a commit message can't hold on one line. */
const breaking = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

const oneLine = (text: string): string =>
  text.replaceAll(breaking, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
