import { checkChange, type Change } from '@slipway/changes';
import { InvalidInputError } from '@slipway/kernel';
import type { ChangeLog } from '@slipway/ports';
import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';

/** The change log within a transaction; `onAppend` hears of each repository written to, to announce it after the commit. */
export function changeLog(db: Kysely<Schema>, onAppend: (repository: string) => void): ChangeLog {
  return {
    append: async (change) => {
      await insertChange(change, sql`true`).execute(db);
      onAppend(change.repository);
    },
  };
}

/**
 * Appends a change if `condition` holds, as part of a greater statement or on its own.
 * @throws InvalidInputError when a path or content rule refuses the change
 */
export function insertChange(change: Change, condition: RawBuilder<SqlBool>): RawBuilder<unknown> {
  const issues = checkChange(change);
  if (issues.length > 0) {
    throw new InvalidInputError('The change breaks rules of the environment repository.', {
      issues,
      details: { change: change.id, resource: change.resource },
    });
  }
  const operations = JSON.stringify(change.operations);
  return sql`
    insert into changes.change (
      id, repository, team, service, subject, requested_by, resource, reason, traceparent, operations, preconditions, bytes
    )
    select
      ${change.id}, ${change.repository}, ${change.team ?? null}, ${change.service}, ${change.subject},
      ${change.requestedBy}, ${change.resource}, ${change.reason}, ${change.traceparent ?? null}, ${operations}::json,
      ${JSON.stringify(change.preconditions)}::json, ${Buffer.byteLength(operations)}::integer
    where ${condition}`;
}
