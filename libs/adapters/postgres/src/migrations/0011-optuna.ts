import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What clients of Optuna keep with a study and its trials, and nobody else reads. */
export const optuna: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`alter table tuning.study add column optuna_name text`,
      sql`
        create unique index study_optuna_name on tuning.study (team, optuna_name)
        where optuna_name is not null`,
      sql`
        create table tuning.optuna_study_attribute (
          study bigint not null references tuning.study (ref) on delete cascade,
          scope text not null check (scope in ('user', 'system')),
          key text not null,
          value text not null,
          primary key (study, scope, key)
        )`,
      // The first of each parameter of a study: others must go with it.
      sql`
        create table tuning.optuna_distribution (
          study bigint not null references tuning.study (ref) on delete cascade,
          parameter text not null,
          distribution text not null,
          primary key (study, parameter)
        )`,
      sql`
        create table tuning.optuna_parameter (
          study bigint not null,
          trial integer not null,
          parameter text not null,
          place integer not null,
          internal double precision not null,
          distribution text not null,
          primary key (study, trial, parameter),
          foreign key (study, trial) references tuning.trial (study, number) on delete cascade
        )`,
      sql`
        create table tuning.optuna_trial_attribute (
          study bigint not null,
          trial integer not null,
          scope text not null check (scope in ('user', 'system')),
          key text not null,
          value text not null,
          primary key (study, trial, scope, key),
          foreign key (study, trial) references tuning.trial (study, number) on delete cascade
        )`,
    ]) {
      await statement.execute(db);
    }
  },
};
