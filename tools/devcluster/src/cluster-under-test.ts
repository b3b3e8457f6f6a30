import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startDevCluster, type DevCluster, type DevClusterOptions } from './dev-cluster.ts';

/** The cluster that specs run on; it ends with the scope (`await using`) if it was started for them. */
export interface ClusterUnderTest extends AsyncDisposable {
  /** Path of a kubeconfig. */
  readonly kubeconfig: string;
  /** The cluster that was started; undefined when KUBECONFIG names an existing one. */
  readonly started: DevCluster | undefined;
}

/** The cluster that KUBECONFIG names, which must have what the specs need, or else one that is started in a new folder. */
export async function clusterUnderTest(
  options: Omit<DevClusterOptions, 'name' | 'directory'> = {},
): Promise<ClusterUnderTest> {
  const given = process.env.KUBECONFIG ?? '';
  if (given !== '')
    return { kubeconfig: given, started: undefined, [Symbol.asyncDispose]: () => Promise.resolve() };
  const directory = await mkdtemp(path.join(tmpdir(), 'slipway-cluster-'));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true, maxRetries: 5 });
  try {
    const started = await startDevCluster({ name: 'test', directory, ...options });
    return {
      kubeconfig: started.kubeconfig,
      started,
      async [Symbol.asyncDispose]() {
        await started.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
