import type { Logger, TrackingStore } from '@slipway/ports';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { experimentSearch } from './experiment-search.ts';
import { experimentStatements } from './experiment-statements.ts';
import { historyReader } from './history-reader.ts';
import { inputStatements } from './input-statements.ts';
import { logStatement } from './log-statement.ts';
import { metricSettler } from './metric-settler.ts';
import { runSearch } from './run-search.ts';
import { runStatements } from './run-statements.ts';
import { tagStatements } from './tag-statements.ts';

export function trackingStore(db: Kysely<Schema>, logger: Logger | undefined): TrackingStore {
  const settler = metricSettler(db, logger);
  return {
    ...experimentStatements(db),
    ...experimentSearch(db),
    ...runStatements(db),
    ...runSearch(db, settler),
    ...logStatement(db, settler),
    ...tagStatements(db),
    ...inputStatements(db),
    ...historyReader(db, settler),
    keepSettled: (signal) => settler.keepSettled(signal),
  };
}
