import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { InvalidInputError, UnauthenticatedError } from '@slipway/kernel';
import { until } from '../testing/example-service.ts';
import { hashToken, loadTokens, newToken, tokensOf } from './tokens.ts';

describe('tokens', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'slipway-tokens-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const tokenFile = async (content: unknown): Promise<string> => {
    const file = path.join(folder, 'tokens.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };

  it('are random, recognisable and never equal', () => {
    const tokens = new Set(Array.from({ length: 100 }, newToken));
    expect(tokens.size).toBe(100);
    for (const token of tokens) expect(token).toMatch(/^slipway_[\w-]{43}$/);
  });

  it('are known from a file by their hash', async () => {
    const token = newToken();
    const tokens = await loadTokens(
      await tokenFile([
        { name: 'alice', sha256: hashToken(token), grants: [{ role: 'contributor', team: 'demo' }] },
      ]),
    );
    expect(tokens.authenticate(`Bearer ${token}`)).toEqual({
      name: 'alice',
      grants: [{ role: 'contributor', team: 'demo' }],
    });
    expect(tokens.authenticate(undefined)).toBeUndefined();
    expect(() => tokens.authenticate(`Bearer ${hashToken(token)}`)).toThrow(UnauthenticatedError);
  });

  it('are refused from the time on that they expire at', async () => {
    const token = newToken();
    const entry = { name: 'alice', sha256: hashToken(token), grants: [] };
    const expiring = (expires: string) => tokenFile([{ ...entry, expires }]).then((file) => loadTokens(file));
    const valid = await expiring('2999-01-01T00:00:00Z');
    expect(valid.authenticate(`Bearer ${token}`)?.name).toBe('alice');
    const expired = await expiring('2001-01-01T00:00:00Z');
    expect(() => expired.authenticate(`Bearer ${token}`)).toThrow(UnauthenticatedError);
  });

  it('are those of the file as it is now, and stay when it becomes unreadable', async () => {
    const [first, second] = [newToken(), newToken()];
    const entry = (name: string, token: string) => ({ name, sha256: hashToken(token), grants: [] });
    const tokens = await loadTokens(await tokenFile([entry('first', first)]));
    const nameOf = (token: string): string | undefined => {
      try {
        return tokens.authenticate(`Bearer ${token}`)?.name;
      } catch {
        return undefined;
      }
    };
    await tokenFile([entry('second', second)]);
    await until(() => nameOf(second) === 'second');
    expect(nameOf(first)).toBeUndefined();
    await tokenFile('{');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(nameOf(second)).toBe('second');
  });

  it('count as soon as they are in the file', async () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(10_000);
    try {
      const token = newToken();
      const tokens = await loadTokens(await tokenFile([]));
      clock.mockReturnValue(10_100);
      expect(() => tokens.authenticate(`Bearer ${token}`)).toThrow(UnauthenticatedError);
      await tokenFile([{ name: 'new', sha256: hashToken(token), grants: [] }]);
      clock.mockReturnValue(10_150);
      expect(tokens.authenticate(`Bearer ${token}`)?.name).toBe('new');
    } finally {
      clock.mockRestore();
    }
  });

  it('are not read from a file that says something else, and the error names the entry', async () => {
    const wrong = [
      [{ name: 'a', sha256: 'short', grants: [] }, '0.sha256'],
      [{ name: 'a', sha256: hashToken('x'), grants: [{ role: 'root' }] }, '0.grants.0.role'],
      [{ name: 'a', sha256: hashToken('x'), grants: [{ role: 'contributor' }] }, '0.grants.0.team'],
      [{ name: 'a', sha256: hashToken('x'), grants: [{ role: 'admin', team: 'x' }] }, '0.grants.0'],
      [{ name: 'a', sha256: hashToken('x'), grants: [], token: 'x' }, '0'],
    ] as const;
    for (const [entry, at] of wrong) {
      const error = await loadTokens(await tokenFile([entry])).catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(InvalidInputError);
      expect((error as InvalidInputError).issues[0]?.path).toBe(at);
    }
  });

  it('do not leak from a broken file into the error', async () => {
    const error = await loadTokens(await tokenFile('[{"name": "slipway_verysecret')).catch(
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(JSON.stringify([(error as Error).message, (error as Error).cause])).not.toContain('verysecret');
    await expect(loadTokens(path.join(folder, 'missing.json'))).rejects.toThrow('cannot read the tokens');
  });

  it('refuse two principals with one token', () => {
    const entry = { name: 'a', sha256: hashToken('x'), grants: [] };
    expect(() => tokensOf([entry, { ...entry, name: 'b' }])).toThrow(InvalidInputError);
  });
});
