import { checkChange, type Change } from '@slipway/changes';
import { InvalidInputError } from '@slipway/kernel';
import type { ChangeLog } from '@slipway/ports';
import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';

/** The change log within a transaction; `onAppend` hears of each repository written to, to announce it after the commit. */
export function changeLog(db: Kysely<Schema>, onAppend: (repository: string) => void): ChangeLog {
  return {
    append: async (change) => {
      await insertChanges([changeRow(change)], sql`true`).execute(db);
      onAppend(change.repository);
    },
  };
}

/**
 * A change as a row of the log.
 * @throws InvalidInputError when a path or content rule refuses the change
 */
export function changeRow(change: Change): object {
  const issues = checkChange(change);
  if (issues.length > 0) {
    throw new InvalidInputError('The change breaks rules of the environment repository.', {
      issues,
      details: { change: change.id, resource: change.resource },
    });
  }
  const { requestedBy, ...rest } = change;
  return {
    ...rest,
    requested_by: requestedBy,
    bytes: Buffer.byteLength(JSON.stringify(change.operations)),
  };
}

/** Appends those rows `c` for which `condition` holds, as part of a greater statement or on its own. */
export function insertChanges(rows: readonly object[], condition: RawBuilder<SqlBool>): RawBuilder<unknown> {
  return sql`
    insert into changes.change (
      id, repository, team, service, subject, requested_by, resource, reason, traceparent, operations, preconditions, bytes
    )
    select
      id, repository, team, service, subject, requested_by, resource, reason, traceparent, operations, preconditions, bytes
    from json_to_recordset(${JSON.stringify(rows)}::json) as c (
      place integer, id text, repository text, team text, service text, subject text, requested_by text, resource text,
      reason text, traceparent text, operations json, preconditions json, bytes integer
    )
    where ${condition}
    order by c.place`;
}
