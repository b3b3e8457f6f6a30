import { boundedStream } from '@slipway/service';
import type { StoredContent } from '@slipway/ports';
import type { RegistryContext } from '../context.ts';
import type { StreamExchange } from '../protocol/mlflow-endpoint.ts';
import type { ArtifactPlace } from './artifact-places.ts';
import { statedSha256 } from './digest-fields.ts';
import { releasedChunks } from './released-chunks.ts';

/**
 * Stores the body of a request. Nothing of it stays when it is too long, ends early, comes too slowly, or is not what its
 * digest says.
 * @throws TooLargeError, RequestTimeoutError, InvalidInputError, MlflowError, UnavailableError
 */
export async function receiveArtifact(
  { artifactSettings: { maxBytes, silence } }: RegistryContext,
  { request }: StreamExchange,
  { store, key }: ArtifactPlace,
  most = maxBytes,
): Promise<StoredContent> {
  const sha256 = statedSha256(request.headers);
  const body = boundedStream(request, most, silence);
  try {
    return await store.put(key, releasedChunks(body), { maxBytes: most, sha256 });
  } finally {
    body.destroy();
  }
}
