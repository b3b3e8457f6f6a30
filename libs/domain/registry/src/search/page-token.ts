import { invalidParameter, MlflowError } from '../mlflow-error.ts';
import { pythonRepr } from '../python-text.ts';

/** A page token that holds anything JSON can say; opaque to clients. */
export const encodeCursor = (cursor: unknown): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64');

/**
 * What `encodeCursor` put into a token. Clients may have changed it: its shape is for the caller to check.
 * @throws MlflowError INVALID_PARAMETER_VALUE unless it is base64 of JSON
 */
export function decodeCursor(token: string): unknown {
  if (token.length % 4 !== 0 || !/^[\w+/-]*={0,2}$/.test(token)) {
    throw invalidParameter('Invalid page token, could not base64-decode');
  }
  const decoded = Buffer.from(token, 'base64').toString();
  try {
    return JSON.parse(decoded) as unknown;
  } catch (cause) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `Invalid page token, decoded value=b${pythonRepr(decoded)}`,
      {
        cause,
      },
    );
  }
}

/** The token of the page that begins behind `offset` results; MLflow's own form. */
export const encodePageToken = (offset: number): string => encodeCursor({ offset });

/**
 * How many results stand before a page; 0 without a token.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function decodePageToken(token: string | undefined): number {
  if (token === undefined || token === '') return 0;
  const cursor = decodeCursor(token);
  const offset = typeof cursor === 'object' && cursor !== null && 'offset' in cursor ? cursor.offset : 0;
  if (Number.isSafeInteger(offset) && Number(offset) > 0) return Number(offset);
  throw invalidParameter(`Invalid page token, parsed value=${JSON.stringify(cursor)}`);
}
