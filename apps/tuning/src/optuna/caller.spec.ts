import { describe, expect, it } from '@jest/globals';
import { Metadata } from '@grpc/grpc-js';
import { ForbiddenError, InvalidInputError, UnauthenticatedError } from '@slipway/kernel';
import { hashToken, tokensOf, type Grant } from '@slipway/service';
import { callerOf } from './caller.ts';

const principals: Readonly<Record<string, readonly Grant[]>> = {
  alice: [{ role: 'contributor', team: 'vision' }],
  vera: [{ role: 'viewer', team: 'vision' }],
  both: [
    { role: 'contributor', team: 'vision' },
    { role: 'contributor', team: 'speech' },
  ],
  root: [{ role: 'admin' }],
};
const tokens = tokensOf(
  Object.entries(principals).map(([name, grants]) => ({ name, grants, sha256: hashToken(name) })),
);

interface Options {
  readonly peer?: string;
  readonly openTeam?: string;
  readonly access?: 'read' | 'write';
}

function caller(
  headers: Readonly<Record<string, string>>,
  { peer = '10.0.0.7:999', openTeam, access = 'write' }: Options = {},
): unknown {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(headers)) metadata.set(key, value);
  return callerOf({ tokens, openTeam }, metadata, peer, access);
}
const bearer = (name: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${name}` });

describe("a caller of Optuna's storage", () => {
  it('works in the team of its token', () => {
    expect(caller(bearer('alice'))).toEqual({ team: 'vision', name: 'alice' });
  });

  it('names a team when it has several, and one that is its own', () => {
    expect(() => caller(bearer('both'))).toThrow(InvalidInputError);
    expect(caller({ ...bearer('both'), 'slipway-team': 'speech' })).toMatchObject({ team: 'speech' });
    expect(() => caller({ ...bearer('alice'), 'slipway-team': 'speech' })).toThrow(ForbiddenError);
    expect(caller({ ...bearer('root'), 'slipway-team': 'speech' })).toMatchObject({ team: 'speech' });
  });

  it('reads as a viewer, and writes as a contributor alone', () => {
    expect(caller(bearer('vera'), { access: 'read' })).toMatchObject({ name: 'vera' });
    expect(() => caller(bearer('vera'))).toThrow(ForbiddenError);
  });

  it.each(['127.0.0.1:5', '::1:5', '[::1]:5', '::ffff:127.0.0.1:5'])(
    'needs no token from %s, when there is an open team',
    (peer) => {
      expect(caller({}, { peer, openTeam: 'demo' })).toEqual({ team: 'demo', name: 'local' });
      expect(() => caller({}, { peer })).toThrow(UnauthenticatedError);
      expect(() => caller({ 'x-forwarded-for': '1.2.3.4' }, { peer, openTeam: 'demo' })).toThrow(
        UnauthenticatedError,
      );
      expect(() => caller(bearer('mallory'), { peer, openTeam: 'demo' })).toThrow(UnauthenticatedError);
    },
  );

  it.each(['10.0.0.7:5', '::12:5', '128.0.0.1:5'])('needs one from %s all the same', (peer) => {
    expect(() => caller({}, { peer, openTeam: 'demo' })).toThrow(UnauthenticatedError);
  });
});
