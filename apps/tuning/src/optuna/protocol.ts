import path from 'node:path';
import type { ServiceDefinition, UntypedHandleCall } from '@grpc/grpc-js';
import { load } from '@grpc/proto-loader';

const file = path.resolve(import.meta.dirname, '../../proto/optuna-storage.proto');

/** The service that clients of Optuna call. */
export async function storageService(): Promise<ServiceDefinition<Record<string, UntypedHandleCall>>> {
  const definitions = await load(file, { keepCase: true, longs: Number, enums: String, defaults: true });
  return definitions['optuna.StorageService'] as ServiceDefinition<Record<string, UntypedHandleCall>>;
}
