import { azureTool } from './azure-server.ts';
import { gcsTool } from './gcs-server.ts';
import { hasGo } from './has-go.ts';
import { s3Tool } from './s3-server.ts';

/** jest's globalSetup: what takes minutes the first time. */
export default async function prepareTools() {
  for (const prepare of hasGo ? [s3Tool, gcsTool, azureTool] : [azureTool]) await prepare();
}
