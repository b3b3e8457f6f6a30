import type { Migration } from 'kysely/migration';

/** To be written. */
export const tracking: Migration = {
  up: () => Promise.resolve(),
};
