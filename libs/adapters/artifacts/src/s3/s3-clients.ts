import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { StoreEnvironment } from '../open-artifact-store.ts';

/** Milliseconds. */
const times = { connect: 5_000, silence: 60_000 };

export interface S3Clients {
  readonly client: S3Client;
  /** For requests that others make: it does not sign a checksum of content that it does not see. */
  readonly signer: S3Client;
}

/**
 * Clients by the variables that AWS's own tools and MLflow know. A server other than AWS's gets the bucket in the path,
 * as a name below its host need not resolve.
 */
export function openS3Clients(env: StoreEnvironment): S3Clients {
  const endpoint = env.MLFLOW_S3_ENDPOINT_URL ?? env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  const sessionToken = env.AWS_SESSION_TOKEN;
  const config: S3ClientConfig = {
    region: env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1',
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : {
          credentials: {
            accessKeyId,
            secretAccessKey,
            ...(sessionToken === undefined ? {} : { sessionToken }),
          },
        }),
    requestHandler: { connectionTimeout: times.connect, socketTimeout: times.silence },
  };
  return {
    client: new S3Client(config),
    signer: new S3Client({ ...config, requestChecksumCalculation: 'WHEN_REQUIRED' }),
  };
}
