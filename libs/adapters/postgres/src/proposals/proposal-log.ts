import { checkProposal } from '@slipway/changes';
import { InvalidInputError } from '@slipway/kernel';
import type { ProposalLog } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** The log of proposals within a transaction; `onAppend` hears of each repository written to, to announce it after the commit. */
export function proposalLog(db: Kysely<Schema>, onAppend: (repository: string) => void): ProposalLog {
  return {
    propose: async (proposal) => {
      const { id, repository, key } = proposal;
      const issues = checkProposal(proposal);
      if (issues.length > 0)
        throw new InvalidInputError('The proposal breaks rules of the environment repository.', {
          issues,
          details: { proposal: id, resource: proposal.resource },
        });
      const operations = JSON.stringify(proposal.operations);
      const ofKey = db
        .selectFrom('changes.proposal')
        .where('repository', '=', repository)
        .where('key', '=', key);
      const newest = await ofKey
        .select(['id', sql<boolean>`operations::text = ${operations}`.as('same')])
        .where('state', 'in', ['accepted', 'open'])
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (newest?.same === true) return newest.id;
      await db
        .updateTable('changes.proposal')
        .set({
          ...{ state: 'superseded', note: `proposal ${id} took its place` },
          settled_at: sql<Date>`clock_timestamp()`,
        })
        .where('repository', '=', repository)
        .where('key', '=', key)
        .where('state', '=', 'accepted')
        .execute();
      await db
        .insertInto('changes.proposal')
        .values({
          ...{ id, repository, key, operations },
          team: proposal.team ?? null,
          service: proposal.service,
          subject: proposal.subject,
          requested_by: proposal.requestedBy,
          resource: proposal.resource,
          reason: proposal.reason,
          traceparent: proposal.traceparent ?? null,
          evidence: proposal.evidence,
          auto_merge: proposal.autoMerge,
        })
        .execute();
      onAppend(repository);
      return id;
    },
  };
}
