import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Checks that are not finished yet, and environments that go away again, as the embedded host shows them. */
export const checksAndPreviews: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`alter table host.check_run rename column conclusion to state`,
      sql`
        alter table host.check_run
          drop constraint check_run_conclusion_check,
          add constraint check_run_state_check check (
            state in ('queued', 'in-progress', 'success', 'failure', 'action-required', 'cancelled', 'skipped')
          ),
          add column details_url text`,
      sql`
        alter table host.deployment
          drop constraint deployment_state_check,
          add constraint deployment_state_check check (state in ('pending', 'success', 'failure', 'inactive')),
          add column environment_url text,
          add column transient boolean not null default false`,
    ]) {
      await statement.execute(db);
    }
  },
};
