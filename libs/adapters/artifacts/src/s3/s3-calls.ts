import { S3ServiceException } from '@aws-sdk/client-s3';
import { storeCalls } from '../content/store-failure.ts';

/** Runs requests to S3 with their failures in Slipway's terms. */
export const s3Call = storeCalls((error) =>
  error instanceof S3ServiceException
    ? { status: error.$metadata.httpStatusCode, code: error.name }
    : { status: undefined, code: undefined },
);
