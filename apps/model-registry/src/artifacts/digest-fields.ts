import type { IncomingHttpHeaders } from 'node:http';
import { invalidParameter } from '@slipway/registry';

/** The value of a `Repr-Digest` field (RFC 9530). */
export const digestField = (sha256: string): string =>
  `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`;

/**
 * The SHA-256, in hexadecimal, that the fields `Repr-Digest` or `Content-Digest` of a request say its body has. Digests of
 * other algorithms are passed over.
 * @throws MlflowError INVALID_PARAMETER_VALUE for a digest that is none, and for two that differ
 */
export function statedSha256(headers: IncomingHttpHeaders): string | undefined {
  const fields = [headers['repr-digest'], headers['content-digest']].flatMap((field) => field ?? []);
  const digests = fields
    .flatMap((field) => field.split(','))
    .map((member) => /^sha-256=(.*)$/i.exec(member.trim())?.[1])
    .filter((value) => value !== undefined);
  const found = new Set(digests.map(sha256In));
  if (found.size > 1) throw invalidParameter('The digests that the request states differ.');
  const [sha256] = found;
  return sha256;
}

function sha256In(value: string): string {
  const [, base64 = ''] = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(value) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== 32) throw invalidParameter('The sha-256 digest that the request states is not one.');
  return bytes.toString('hex');
}
