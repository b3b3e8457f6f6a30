import { checkChange, type Change } from '@slipway/changes';
import { InvalidInputError } from '@slipway/kernel';
import type { ChangeLog } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** The change log within a transaction; `onAppend` hears of each repository written to, to announce it after the commit. */
export function changeLog(db: Kysely<Schema>, onAppend: (repository: string) => void): ChangeLog {
  return {
    append: async (change) => {
      const issues = checkChange(change);
      if (issues.length > 0) {
        throw new InvalidInputError('The change breaks rules of the environment repository.', {
          issues,
          details: { change: change.id, resource: change.resource },
        });
      }
      await insertChange(db, change);
      onAppend(change.repository);
    },
  };
}

async function insertChange(db: Kysely<Schema>, change: Change): Promise<void> {
  const operations = JSON.stringify(change.operations);
  await sql`
    insert into changes.change (
      id, repository, team, service, subject, requested_by, resource, reason, traceparent, operations, preconditions, bytes
    ) values (
      ${change.id}, ${change.repository}, ${change.team ?? null}, ${change.service}, ${change.subject},
      ${change.requestedBy}, ${change.resource}, ${change.reason}, ${change.traceparent ?? null}, ${operations},
      ${JSON.stringify(change.preconditions)}, ${Buffer.byteLength(operations)}
    )`.execute(db);
}
