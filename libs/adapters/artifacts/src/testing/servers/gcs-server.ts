import { join } from 'node:path';
import { temporaryDirectory } from '@slipway/testing';
import { goTool } from './cached-tool.ts';
import { startServer } from './running-server.ts';
import type { ObjectServer } from './s3-server.ts';

export const gcsTool = (): Promise<string> =>
  goTool('github.com/fsouza/fake-gcs-server', 'v1.56.1', 'fake-gcs-server');

/** Google Cloud Storage's protocol over memory. */
export async function startGcsServer(): Promise<ObjectServer> {
  const directory = await temporaryDirectory();
  const server = await startServer(await gcsTool(), (port) => [
    ...['-scheme', 'http', '-host', '127.0.0.1', '-port', String(port), '-log-level', 'error'],
    ...['-backend', 'memory', '-filesystem-root', join(directory.path, 'data')],
    ...['-external-url', `http://127.0.0.1:${String(port)}`],
  ]);
  const url = `http://127.0.0.1:${String(server.port)}`;
  let buckets = 0;
  return {
    env: { STORAGE_EMULATOR_HOST: url },
    newBucket: async () => {
      const name = `bucket-${String((buckets += 1))}`;
      const response = await fetch(`${url}/storage/v1/b`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name }),
      });
      if (!response.ok) throw new Error(`no bucket could be made: ${await response.text()}`);
      return `gs://${name}`;
    },
    stop: async () => {
      await server.stop();
      await directory.remove();
    },
  };
}
