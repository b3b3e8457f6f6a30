import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@slipway/testing';
import type { StoreEnvironment } from '../../open-artifact-store.ts';
import { goTool } from './cached-tool.ts';
import { startServer } from './running-server.ts';

/** The Versity gateway: S3's protocol over a directory. */
export const s3Tool = (): Promise<string> =>
  goTool('github.com/versity/versitygw/cmd/versitygw', 'v1.8.0', 'versitygw');

/** An object store of the cloud's own kind on this machine. */
export interface ObjectServer {
  readonly env: StoreEnvironment;
  /** The URI of a new and empty bucket. */
  newBucket(): Promise<string>;
  stop(): Promise<void>;
}

export async function startS3Server(): Promise<ObjectServer> {
  const directory = await temporaryDirectory();
  const [data, metadata] = [join(directory.path, 'data'), join(directory.path, 'metadata')];
  await Promise.all([mkdir(data), mkdir(metadata)]);
  const keys = { access: 'slipway', secret: 'slipway-secret' };
  const server = await startServer(await s3Tool(), (port) => [
    ...['--port', `127.0.0.1:${String(port)}`, '--quiet', '--keep-alive'],
    ...['--access', keys.access, '--secret', keys.secret],
    ...['posix', '--sidecar', metadata, data],
  ]);
  let buckets = 0;
  return {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${String(server.port)}`,
      AWS_ACCESS_KEY_ID: keys.access,
      AWS_SECRET_ACCESS_KEY: keys.secret,
    },
    newBucket: async () => {
      const name = `bucket-${String((buckets += 1))}`;
      await mkdir(join(data, name));
      return `s3://${name}`;
    },
    stop: async () => {
      await server.stop();
      await directory.remove();
    },
  };
}
