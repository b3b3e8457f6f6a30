import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { MlflowError } from '@slipway/registry';
import type { Principal } from '@slipway/service';
import { scopeOf, type ScopeRequest } from './scope.ts';

const incoming = (headers: Readonly<Record<string, string>>, remoteAddress = '127.0.0.1'): IncomingMessage =>
  ({
    headers: { host: 'localhost:5000', ...headers },
    socket: { remoteAddress },
  }) as unknown as IncomingMessage;

const outcome = (request: Partial<ScopeRequest>): string => {
  try {
    const { team, principal } = scopeOf({
      incoming: incoming({}),
      principal: undefined,
      team: undefined,
      openTeam: 'demo',
      access: 'write',
      traceparent: '',
      ...request,
    });
    return `${principal.name} in ${team}`;
  } catch (error) {
    return error instanceof MlflowError ? error.errorCode : String(error);
  }
};

const contributor = (...teams: string[]): Principal => ({
  name: 'alice',
  grants: teams.map((team) => ({ role: 'contributor', team })),
});

describe('a call without a token', () => {
  it('from this machine acts in the open team', () => {
    expect(outcome({})).toBe('local in demo');
    expect(outcome({ incoming: incoming({ host: '[::1]:5000' }, '::1') })).toBe('local in demo');
  });

  it.each([
    ['when there is no open team', { openTeam: undefined }],
    ['from elsewhere', { incoming: incoming({}, '10.1.2.3') }],
    ['through a proxy', { incoming: incoming({ 'x-forwarded-for': '10.1.2.3' }) }],
    ['by a name that somebody made point here', { incoming: incoming({ host: 'evil.example' }) }],
    ["out of somebody else's web page", { incoming: incoming({ origin: 'https://evil.example' }) }],
    ['that has a wrong token', { incoming: incoming({ authorization: 'Bearer x' }) }],
  ])('is refused %s', (_, request) => {
    expect(outcome(request)).toBe('UNAUTHENTICATED');
  });

  it('may not reach into another team', () => {
    expect(outcome({ team: 'vision' })).toBe('PERMISSION_DENIED');
  });
});

describe('a call with a token', () => {
  it('acts in the only team of its bearer, or in the one that the tracking URI names', () => {
    expect(outcome({ principal: contributor('vision') })).toBe('alice in vision');
    expect(outcome({ principal: contributor('vision', 'speech'), team: 'speech' })).toBe('alice in speech');
    expect(outcome({ principal: { name: 'root', grants: [{ role: 'admin' }] } })).toBe('root in demo');
  });

  it('must name the team when the bearer has several or none', () => {
    expect(outcome({ principal: contributor('vision', 'speech') })).toBe('INVALID_PARAMETER_VALUE');
    expect(outcome({ principal: { name: 'x', grants: [] } })).toBe('INVALID_PARAMETER_VALUE');
  });

  it('needs the role that the endpoint asks for', () => {
    const viewer: Principal = { name: 'bob', grants: [{ role: 'viewer', team: 'vision' }] };
    expect(outcome({ principal: viewer, access: 'read' })).toBe('bob in vision');
    expect(outcome({ principal: viewer, access: 'write' })).toBe('PERMISSION_DENIED');
    expect(outcome({ principal: contributor('vision'), access: 'administer' })).toBe('PERMISSION_DENIED');
  });
});
