import { createVerify } from 'node:crypto';
import { json, type DoubleAnswer } from './double-call.ts';

interface Claims {
  readonly iss: unknown;
  /** Seconds. */
  readonly iat: number;
  readonly exp: number;
}

/** What GitHub says of the times in what an App signs. */
const claimTexts = {
  issued: "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
  expired:
    "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
  far: "'Expiration time' claim ('exp') is too far in the future",
} as const;

/** Why GitHub does not take what an App has signed. @param authorization the header @param publicKey of the App, PEM */
export function refusalOfSignature(
  authorization: string,
  appId: string,
  publicKey: string,
  now: Date,
): DoubleAnswer | undefined {
  const jwt = /^bearer (\S+)$/.exec(authorization)?.[1];
  if (jwt === undefined) throw new Error('this is no token that an App signs');
  const [head = '', claims = '', signature = ''] = jwt.split('.');
  const { iss, iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Claims;
  if (String(iss) !== appId) return json({ message: 'Integration not found' }, 404);
  const verifier = createVerify('RSA-SHA256').update(`${head}.${claims}`);
  if (!verifier.verify(publicKey, signature, 'base64url'))
    return json({ message: 'A JSON web token could not be decoded' }, 401);
  const time = now.getTime();
  if (iat * 1000 > time + 60_000) return json({ message: claimTexts.issued }, 401);
  if (exp * 1000 < time) return json({ message: claimTexts.expired }, 401);
  if (exp * 1000 > time + 660_000) return json({ message: claimTexts.far }, 401);
  return undefined;
}
