export { DeliverySettlements } from './delivery-settlements.ts';
export { emptySchemas } from './empty-schemas.ts';
export { endSessions } from './end-sessions.ts';
export { addSampleRun } from './sample-records.ts';
export { sampleChange } from './sample-change.ts';
export { createTestDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database.ts';
export { silenceCluster } from './silence-cluster.ts';
export { startTestServer } from './test-server.ts';
export { until } from './until.ts';
