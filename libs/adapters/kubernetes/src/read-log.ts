import { UnavailableError } from '@slipway/kernel';
import type { PodLogAddress, PodLogOptions } from '@slipway/ports';
import { readBody, type ApiConnection } from './connection/api-connection.ts';
import { resourcePath } from './connection/resource-path.ts';

/**
 * Reads a container's log by the API server, which asks the kubelet. What is new since a moment can only be had by the
 * second, hence the time before each line.
 */
export async function* readPodLog(
  connection: ApiConnection,
  { namespace, pod, container }: PodLogAddress,
  { since, maxBytes, follow, maxMs, signal }: PodLogOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const enough = AbortSignal.timeout(maxMs);
  let left = maxBytes;
  try {
    const answer = await connection.send({
      method: 'GET',
      path: `${resourcePath({ group: '', version: 'v1', plural: 'pods' }, { namespace, name: pod })}/log`,
      query: {
        container,
        timestamps: 'true',
        limitBytes: String(maxBytes),
        ...(follow && { follow: 'true' }),
        ...(since && { sinceTime: new Date(Math.floor(since.getTime() / 1000) * 1000).toISOString() }),
      },
      accept: '*/*',
      ...(follow && { idleMs: 0 }), // a program may be silent; the connection itself is watched by keep-alive
      signal: AbortSignal.any([signal, enough]),
    });
    for await (const chunk of readBody(answer)) {
      const taken = chunk.subarray(0, left);
      left -= taken.byteLength;
      if (taken.byteLength > 0) yield taken;
      if (left === 0) return;
    }
  } catch (error) {
    if (enough.aborted && !signal.aborted && follow) return;
    if (enough.aborted && !signal.aborted)
      throw new UnavailableError(`The log of ${pod} did not come within ${String(maxMs / 1000)} s`);
    throw error;
  }
}
