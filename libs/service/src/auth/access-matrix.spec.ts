import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endpoint, type Access } from '@slipway/contracts';
import { z } from 'zod';
import type { Grant } from '../principal.ts';
import type { HttpServer } from '../http/serve-http.ts';
import { route } from '../service.ts';
import { bearer, serviceOf, tokensFor } from '../testing/example-service.ts';
import { closeServers, startServer } from '../testing/test-server.ts';

const principals: Readonly<Record<string, readonly Grant[]>> = {
  nobody: [],
  'viewer-of-blue': [{ role: 'viewer', team: 'blue' }],
  'contributor-of-blue': [{ role: 'contributor', team: 'blue' }],
  'maintainer-of-blue': [{ role: 'maintainer', team: 'blue' }],
  'contributor-of-red': [{ role: 'contributor', team: 'red' }],
  'run-of-blue': [{ role: 'run', team: 'blue' }],
  'run-of-red': [{ role: 'run', team: 'red' }],
  'agent-of-blue': [{ role: 'agent', cluster: 'blue' }],
  'agent-of-red': [{ role: 'agent', cluster: 'red' }],
  'git-reader': [{ role: 'git-reader' }],
  'git-writer': [{ role: 'git-writer' }],
  admin: [{ role: 'admin' }],
};

/** Who may: everybody else is denied, those without or with unknown credentials by 401. */
const allowed: Readonly<Record<Access, readonly string[]>> = {
  public: ['(none)', ...Object.keys(principals)],
  'signed-in': Object.keys(principals),
  'team-read': ['viewer-of-blue', 'contributor-of-blue', 'maintainer-of-blue', 'admin'],
  'team-write': ['contributor-of-blue', 'maintainer-of-blue', 'admin'],
  'team-run-read': ['viewer-of-blue', 'contributor-of-blue', 'maintainer-of-blue', 'run-of-blue', 'admin'],
  'team-run': ['contributor-of-blue', 'maintainer-of-blue', 'run-of-blue', 'admin'],
  'team-administer': ['maintainer-of-blue', 'admin'],
  'repository-read': ['git-reader', 'git-writer', 'admin'],
  'repository-write': ['git-writer'],
  agent: ['agent-of-blue'],
  admin: ['admin'],
};

const rules = Object.keys(allowed) as Access[];
let calls = 0;
const routes = rules.flatMap((access) =>
  (['get', 'post', 'put', 'delete'] as const).map((method) =>
    route(
      endpoint({
        id: `${method}-${access}`,
        method,
        path: `/${access}/{team}/{cluster}`,
        summary: 'Example.',
        access,
        params: z.object({ team: z.string(), cluster: z.string() }),
        query: z.object({}),
        status: 200,
        response: z.object({ name: z.string() }),
      }),
      ({ principal }) => {
        calls += 1;
        return Promise.resolve({ name: principal.name });
      },
    ),
  ),
);

describe('access to routes', () => {
  let server: HttpServer;
  beforeAll(async () => {
    server = await startServer({ services: [serviceOf(routes)], tokens: tokensFor(principals) });
  });
  afterAll(closeServers);

  const callers = ['(none)', '(unknown)', ...Object.keys(principals)];
  for (const access of rules) {
    for (const caller of callers) {
      const expected =
        caller === '(unknown)'
          ? 401
          : allowed[access].includes(caller)
            ? 200
            : caller === '(none)'
              ? 401
              : 403;
      it(`answers ${caller} on ${access} with ${String(expected)}`, async () => {
        for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
          const before = calls;
          const answer = await fetch(`${server.url}/${access}/blue/blue`, {
            method,
            headers: caller === '(none)' ? {} : bearer(caller),
          });
          expect(answer.status).toBe(expected);
          await answer.text();
          expect(calls - before).toBe(expected === 200 ? 1 : 0);
          expect(answer.headers.has('www-authenticate')).toBe(expected === 401);
        }
      });
    }
  }

  it('takes the token as the password of Basic, as git sends it', async () => {
    const authorization = `Basic ${Buffer.from('git:viewer-of-blue').toString('base64')}`;
    const answer = await fetch(`${server.url}/team-read/blue/blue`, { headers: { authorization } });
    expect(await answer.json()).toEqual({ name: 'viewer-of-blue' });
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Digest admin',
    'Basic !!!',
    `Basic ${Buffer.from('admin').toString('base64')}`,
    'admin',
    'Bearer ADMIN',
  ])('refuses the header %j even where no credentials are needed', async (authorization) => {
    const answer = await fetch(`${server.url}/public/blue/blue`, { headers: { authorization } });
    expect(answer.status).toBe(401);
    await answer.text();
  });

  it('compares the team after percent-decoding and never as a pattern', async () => {
    for (const team of ['b%6Cue', 'blue%2F', '%2A', 'BLUE', 'blue%00']) {
      const answer = await fetch(`${server.url}/team-read/${team}/x`, { headers: bearer('viewer-of-blue') });
      expect([team, answer.status]).toEqual([team, team === 'b%6Cue' ? 200 : 403]);
      await answer.text();
    }
  });
});
