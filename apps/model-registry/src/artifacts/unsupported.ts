import { MlflowError } from '@slipway/registry';

/**
 * A way of transfer that the store has, or MLflow's refusal: its clients know the beginning of the message, and go another
 * way then.
 * @throws MlflowError NOT_IMPLEMENTED
 */
export function supported<Way>(
  way: Way | undefined,
  name: 'Multipart upload' | 'Multipart download' | 'Presigned upload' | 'Presigned download',
): Way {
  if (way !== undefined) return way;
  throw new MlflowError('NOT_IMPLEMENTED', `${name} is not supported for the current artifact repository`);
}
