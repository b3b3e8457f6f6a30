import type { ResourceType } from '@slipway/ports';
import { ApiConnection } from '../connection/api-connection.ts';
import { kubeconfigCredentials } from '../connection/kubeconfig.ts';
import { resourcePath } from '../connection/resource-path.ts';

/** Deletes an object by hand, as `kubectl delete` does. Slipway itself deletes nothing. */
export async function deleteObject(
  kubeconfig: string,
  type: ResourceType,
  name: string,
  namespace: string,
): Promise<void> {
  const timeouts = { answerMs: 10_000, idleMs: 10_000 };
  const connection = new ApiConnection(await kubeconfigCredentials(kubeconfig), timeouts);
  await connection.json({
    method: 'DELETE',
    path: resourcePath(type, { name, namespace }),
    body: { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' },
  });
  connection.close();
}
