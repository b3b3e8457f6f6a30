import { InvalidInputError } from '@slipway/kernel';
import { fieldTree, type FieldNode } from './field-tree.ts';

/**
 * What a delivery is about, and not what it says of it: who handles it reads the truth where that is kept. Names are as
 * GitHub writes them; it does not tell capitals from small letters.
 */
export interface DeliveryAddress {
  /** Name of the event as in `X-GitHub-Event`: `push`. */
  readonly event: string;
  readonly action: string | undefined;
  /** `owner/name` */
  readonly repository: string | undefined;
  /** The organisation or user that the repository or, without one, the event belongs to. */
  readonly owner: string | undefined;
  /** Of the pull request or issue. */
  readonly number: number | undefined;
  /** Whole: `refs/heads/main`. */
  readonly ref: string | undefined;
  /** The commit that is the head after it. */
  readonly commit: string | undefined;
}

/** Where payloads say it: the first that is there counts. */
const fields = {
  action: ['action'],
  repository: ['repository.full_name'],
  owner: ['organization.login', 'installation.account.login'],
  number: ['number', 'pull_request.number', 'issue.number'],
  ref: ['ref', 'merge_group.head_ref'],
  commit: [
    ...[
      'after',
      'pull_request.head.sha',
      'merge_group.head_sha',
      'check_run.head_sha',
      'check_suite.head_sha',
    ],
    ...['workflow_run.head_sha', 'deployment.sha', 'sha'],
  ],
} as const;

/** For the scanner of payloads. */
export const addressFields: FieldNode = fieldTree(Object.values(fields).flat());

/** Control characters. */
const unusual = /[\u0000-\u001f\u007f]/;
const fullName = /^([\w.-]{1,100})\/[\w.-]{1,100}$/;

/** @throws InvalidInputError when the payload names a repository as GitHub never does. */
export function addressOf(event: string, found: ReadonlyMap<string, string | number>): DeliveryAddress {
  const text = (paths: readonly string[]): string | undefined => {
    const path = paths.find((each) => typeof found.get(each) === 'string');
    const value = path === undefined ? undefined : found.get(path);
    if (path === undefined || typeof value !== 'string') return undefined;
    if (unusual.test(value) || !value.isWellFormed())
      throw new InvalidInputError(`${path} of the payload has characters that no name has`);
    return value;
  };
  const number = fields.number.map((path) => found.get(path)).find((value) => Number.isSafeInteger(value));
  const repository = text(fields.repository);
  const parts = repository === undefined ? null : fullName.exec(repository);
  if (repository !== undefined && parts === null)
    throw new InvalidInputError('repository.full_name of the payload is no owner/name');
  return {
    event,
    action: text(fields.action),
    repository,
    // Not what the payload says of the organisation beside it: a secret of one must not open another's repository.
    owner: parts?.[1] ?? text(fields.owner),
    number: typeof number === 'number' ? number : undefined,
    ref: text(fields.ref),
    commit: text(fields.commit),
  };
}
