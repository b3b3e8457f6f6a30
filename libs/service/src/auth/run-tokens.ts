import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@slipway/kernel';
import type { Principal } from '../principal.ts';

/** A run of Slipway, as its token names it. */
export interface TokenRun {
  readonly team: string;
  readonly run: string;
}

/** Tokens that a service issues to the programs of runs: signed, so that nobody has to keep them, and valid for a time. */
export interface RunTokens {
  issue(run: TokenRun, until: Date): string;
  /** Who calls by this token; undefined when it is no such token, is not signed by this key, or has expired. */
  principalOf(token: string): Principal | undefined;
}

const prefix = 'slipway_run_';

/** `key` has 32 bytes; services that share it take each other's tokens. */
export function createRunTokens(key: Uint8Array, clock: Clock): RunTokens {
  const signatureOf = (claims: string): Buffer =>
    createHmac('sha256', key)
      .update(prefix + claims)
      .digest();
  return {
    issue: ({ team, run }, until) => {
      const claims = Buffer.from(JSON.stringify([team, run, until.getTime()])).toString('base64url');
      return `${prefix}${claims}.${signatureOf(claims).toString('base64url')}`;
    },
    principalOf: (token) => {
      if (!token.startsWith(prefix)) return undefined;
      const [claims = '', signature = ''] = token.slice(prefix.length).split('.');
      const given = Buffer.from(signature, 'base64url');
      const right = signatureOf(claims);
      if (given.byteLength !== right.byteLength || !timingSafeEqual(given, right)) return undefined;
      // Signed by us: it has the form that `issue` gives it.
      const [team, run, until] = JSON.parse(Buffer.from(claims, 'base64url').toString()) as [
        string,
        string,
        number,
      ];
      if (clock.now().getTime() >= until) return undefined;
      return { name: `run/${run}`, grants: [{ role: 'run', team }] };
    },
  };
}
