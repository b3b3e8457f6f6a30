import type { Migration } from 'kysely/migration';

/** To be written. */
export const models: Migration = {
  up: () => Promise.resolve(),
};
