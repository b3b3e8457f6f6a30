import {
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  SlipwayError,
  UnavailableError,
} from '@slipway/kernel';

/** What the client of an object store says of a failure. */
export interface StoreFailure {
  readonly status: number | undefined;
  readonly code: string | undefined;
}

const wrongRequests = new Set([
  'EntityTooSmall',
  'InvalidBlockList',
  'InvalidPart',
  'InvalidPartOrder',
  'KeyTooLongError',
]);

const noPlaces = new Set(['NoSuchBucket', 'ContainerNotFound']);

/** Runs what asks an object store, with failures in Slipway's terms; `read` knows what the client says of them. */
export function storeCalls(
  read: (error: unknown) => StoreFailure,
): <Result>(key: string, ask: () => Promise<Result>) => Promise<Result> {
  return async (key, ask) => {
    try {
      return await ask();
    } catch (error) {
      throw error instanceof SlipwayError ? error : storeError(error, read(error), key);
    }
  };
}

function storeError(error: unknown, { status, code }: StoreFailure, key: string): SlipwayError {
  const options = { cause: error, details: { key, status, code } };
  if (code !== undefined && noPlaces.has(code))
    return new NotFoundError('The bucket of the store of the artifacts does not exist.', options);
  if (status === 404) return new NotFoundError('There is no such artifact.', options);
  if (status === 401 || status === 403)
    return new ForbiddenError('The store of the artifacts refuses this to the server.', options);
  if (code !== undefined && wrongRequests.has(code))
    return new InvalidInputError(`The store of the artifacts refuses the request: ${code}.`, options);
  return new UnavailableError('The store of the artifacts does not answer as it should.', options);
}
