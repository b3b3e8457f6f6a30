import { startTestServer } from './test-server.ts';

/** jest's globalSetup: one server for the run. */
export default async function setUp() {
  globalThis.stopSlipwayTestServer = await startTestServer();
}
