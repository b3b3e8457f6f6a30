export { openDatabase, type Database, type DatabaseOptions } from './database.ts';
export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded/embedded-postgres.ts';
export { dumpSchema } from './schema-dump.ts';
