import { describe, expect, it } from '@jest/globals';
import type { Clock } from '@slipway/kernel';
import { authorize, canReadTeam } from './authorize.ts';
import { createRunTokens } from './run-tokens.ts';

const at = (milliseconds: number): Clock => ({
  now: () => new Date(milliseconds),
  sleep: () => Promise.resolve(),
});
const key = Buffer.alloc(32, 7);
const until = new Date(1_000);

describe('tokens of runs', () => {
  const token = createRunTokens(key, at(0)).issue({ team: 'vision', run: 'digits-1' }, until);

  it('name the run and its team until they expire', () => {
    const principal = createRunTokens(key, at(999)).principalOf(token);
    expect(principal).toEqual({ name: 'run/digits-1', grants: [{ role: 'run', team: 'vision' }] });
    expect(createRunTokens(key, at(1_000)).principalOf(token)).toBeUndefined();
  });

  it('are refused when another key signed them, or a single letter is another', () => {
    expect(createRunTokens(Buffer.alloc(32, 8), at(0)).principalOf(token)).toBeUndefined();
    const tokens = createRunTokens(key, at(0));
    for (let index = 0; index < token.length - 1; index += 1) {
      const wrong = token.slice(0, index) + (token[index] === 'A' ? 'B' : 'A') + token.slice(index + 1);
      expect(tokens.principalOf(wrong)).toBeUndefined();
    }
    for (const wrong of ['', 'slipway_run_', 'slipway_run_.', 'slipway_run_W10', token.slice(0, -3)])
      expect(tokens.principalOf(wrong)).toBeUndefined();
  });

  it('give no right besides tracking', () => {
    const principal = createRunTokens(key, at(0)).principalOf(token);
    if (!principal) throw new Error('it is valid');
    expect(canReadTeam(principal, 'vision')).toBe(false);
    expect(() => authorize({ access: 'team-read' } as never, principal, { team: 'vision' })).toThrow(
      'it takes a viewer',
    );
  });
});
