import type { Migration } from 'kysely/migration';

/** To be written. */
export const webhooks: Migration = {
  up: () => Promise.resolve(),
};
