import type { Migration } from 'kysely/migration';

/** To be written. */
export const loggedModels: Migration = {
  up: () => Promise.resolve(),
};
