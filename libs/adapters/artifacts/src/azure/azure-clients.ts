import { BlobServiceClient, StorageSharedKeyCredential, type ContainerClient } from '@azure/storage-blob';
import { InvalidInputError } from '@slipway/kernel';
import type { StoreEnvironment } from '../open-artifact-store.ts';

/**
 * The container, by the variables that MLflow knows: a connection string, or the key of the account.
 * @throws InvalidInputError without either
 */
export function openAzureContainer(host: string, container: string, env: StoreEnvironment): ContainerClient {
  return openService(host, env).getContainerClient(container);
}

function openService(host: string, env: StoreEnvironment): BlobServiceClient {
  const connection = env.AZURE_STORAGE_CONNECTION_STRING;
  if (connection !== undefined) return BlobServiceClient.fromConnectionString(connection);
  const key = env.AZURE_STORAGE_ACCESS_KEY;
  const [account = ''] = host.split('.');
  if (key !== undefined)
    return new BlobServiceClient(`https://${host}`, new StorageSharedKeyCredential(account, key));
  throw new InvalidInputError(
    `Artifacts at ${host} need credentials: set AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_ACCESS_KEY.`,
    { details: { host } },
  );
}
