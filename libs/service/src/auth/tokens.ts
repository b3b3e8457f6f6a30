import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { InvalidInputError, UnauthenticatedError, systemClock } from '@slipway/kernel';
import { z } from 'zod';
import type { Principal } from '../principal.ts';
import type { RunTokens } from './run-tokens.ts';

/** A new bearer token: 256 random bits behind a prefix that secret scanners can recognise. */
export function newToken(): string {
  return `slipway_${randomBytes(32).toString('base64url')}`;
}

/** What the token file keeps of a token: the hex SHA-256. Tokens are random, so a plain hash can't be guessed back. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The tokens that a server accepts. */
export interface Tokens {
  /**
   * The principal of an `Authorization` header, or undefined when there is none. Takes `Bearer <token>`, and `Basic`
   * with the token as password, which is what git sends.
   * @throws UnauthenticatedError when credentials are given that nobody issued.
   */
  authenticate(authorization: string | undefined): Principal | undefined;
}

const Name = z.string().min(1).max(100);
const GrantEntry = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('admin') }),
  z.strictObject({ role: z.enum(['viewer', 'contributor', 'maintainer']), team: Name }),
  z.strictObject({ role: z.literal('agent'), cluster: Name }),
  z.strictObject({ role: z.enum(['git-reader', 'git-writer']) }),
]);
const TokenFile = z.array(
  z.strictObject({
    name: Name,
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hex'),
    grants: z.array(GrantEntry),
    expires: z.iso.datetime().optional(),
  }),
);

/** A token that was taken away counts for so many milliseconds at most. */
const lookEvery = 1_000;
/** For one that is not known the file is looked at at once, unless that was so few milliseconds ago. */
const lookAgain = 20;

/**
 * The tokens of a token file: JSON `[{ "name", "sha256", "grants", "expires" }]`, the last one optional. The file is looked at again when it has changed; one
 * that cannot be read then leaves the tokens as they were. With `runTokens`, tokens of runs are taken as well.
 * @throws InvalidInputError when it can't be read or holds something else.
 */
export async function loadTokens(file: string, runTokens?: RunTokens): Promise<Tokens> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    throw new InvalidInputError(`cannot read the tokens in ${file}`, { cause: error });
  }
  let tokens = tokensOf(entriesIn(content, file), runTokens);
  let looked = performance.now();
  /** Looks at the file unless that was done so few milliseconds ago. */
  const look = (within: number): void => {
    if (performance.now() - looked < within) return;
    looked = performance.now();
    try {
      const now = readFileSync(file, 'utf8');
      if (now !== content) tokens = tokensOf(entriesIn(now, file), runTokens);
      content = now;
    } catch {
      // Somebody is writing it, or has written it wrongly: nobody is to be locked out by that.
    }
  };
  return {
    authenticate: (authorization) => {
      if (authorization === undefined) return undefined;
      look(lookEvery);
      const before = tokens;
      try {
        return before.authenticate(authorization);
      } catch (error) {
        look(lookAgain); // it may be a moment old
        if (tokens === before) throw error;
        return tokens.authenticate(authorization);
      }
    },
  };
}

/** An entry of a token file. */
export interface TokenEntry extends Principal {
  readonly sha256: string;
  /** ISO time from which on the token is refused. */
  readonly expires?: string | undefined;
}

/** The entries that `content` of a token file holds. @throws InvalidInputError when it holds something else. */
export function entriesIn(content: string, file: string): readonly TokenEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    // Not the parser's message: it quotes the file.
    throw new InvalidInputError(`cannot read the tokens in ${file}`, { cause: 'it is not JSON' });
  }
  const entries = TokenFile.safeParse(value);
  if (!entries.success) {
    throw new InvalidInputError(`${file} is no token file`, {
      issues: entries.error.issues.map(({ message, path }) => ({ message, file, path: path.join('.') })),
    });
  }
  return entries.data;
}

/** @throws InvalidInputError when two entries have the same hash. */
export function tokensOf(entries: readonly TokenEntry[], runTokens?: RunTokens): Tokens {
  if (new Set(entries.map(({ sha256 }) => sha256)).size < entries.length) {
    throw new InvalidInputError('two entries of the token file have the same sha256');
  }
  const known = entries.map(({ name, grants, sha256, expires }) => ({
    until: expires === undefined ? Infinity : Date.parse(expires),
    hash: Buffer.from(sha256, 'hex'),
    principal: { name, grants },
  }));
  return {
    authenticate: (authorization) => {
      if (authorization === undefined) return undefined;
      const token = tokenIn(authorization);
      const hash = Buffer.from(hashToken(token), 'hex');
      let found = runTokens?.principalOf(token);
      const now = systemClock.now().getTime();
      // Compares with every entry, so that the time says nothing about which one matched.
      for (const entry of known)
        if (timingSafeEqual(entry.hash, hash) && now < entry.until) found = entry.principal;
      if (!found) throw new UnauthenticatedError('the token is not known here');
      return found;
    },
  };
}

function tokenIn(authorization: string): string {
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+)$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() === 'basic') {
    const pair = Buffer.from(credentials, 'base64').toString('utf8');
    if (pair.includes(':')) return pair.slice(pair.indexOf(':') + 1);
  }
  throw new UnauthenticatedError(
    'the Authorization header must be "Bearer <token>", or "Basic" with the token as password',
  );
}
