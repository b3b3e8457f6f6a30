import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { temporaryDirectory } from '@slipway/testing';
import { npmTool } from './cached-tool.ts';
import { startServer } from './running-server.ts';
import type { ObjectServer } from './s3-server.ts';

const account = 'slipway';
const key = Buffer.from('the key of a server that only tests reach').toString('base64');

export const azureTool = async (): Promise<string> =>
  join(await npmTool('azurite', '3.37.0'), 'azurite/dist/src/blob/main.js');

/** Azurite: the protocol of Azure's blobs over a directory. */
export async function startAzureServer(): Promise<ObjectServer> {
  const directory = await temporaryDirectory();
  const tool = await azureTool();
  const server = await startServer(
    process.execPath,
    (port) => [
      tool,
      ...['--blobHost', '127.0.0.1', '--blobPort', String(port), '--location', directory.path],
      ...['--silent', '--skipApiVersionCheck', '--disableTelemetry'],
    ],
    { AZURITE_ACCOUNTS: `${account}:${key}`, NODE_OPTIONS: '' },
  );
  const url = `http://127.0.0.1:${String(server.port)}/${account}`;
  const connection = `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};BlobEndpoint=${url};`;
  const client = BlobServiceClient.fromConnectionString(connection);
  let containers = 0;
  return {
    env: { AZURE_STORAGE_CONNECTION_STRING: connection },
    newBucket: async () => {
      const name = `container-${String((containers += 1))}`;
      await client.createContainer(name);
      return `wasbs://${name}@${account}.blob.core.windows.net`;
    },
    stop: async () => {
      await server.stop();
      await directory.remove();
    },
  };
}
