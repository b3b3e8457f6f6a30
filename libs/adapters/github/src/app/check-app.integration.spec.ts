import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Finding, systemClock } from '@slipway/kernel';
import { GitHubDouble } from '../testing/index.ts';
import { checkApp, type CheckAppOptions } from './check-app.ts';

let double: GitHubDouble;
beforeEach(async () => {
  double = await GitHubDouble.start();
  double.addRepository('acme/environment', '/nowhere');
  double.deliveries.set('app/hook', []);
  double.app.rules = [requiring('slipway/plan', 'slipway/reviews')];
});
afterEach(async () => {
  await double.close();
});

const requiring = (...contexts: readonly string[]): Record<string, unknown> => ({
  type: 'required_status_checks',
  parameters: {
    strict_required_status_checks_policy: false,
    required_status_checks: contexts.map((context) => ({ context, integration_id: Number(double.appId) })),
  },
});

const look = (options: Partial<CheckAppOptions> = {}): Promise<readonly Finding[]> =>
  checkApp({
    ...{ appId: double.appId, privateKey: double.privateKey, apiUrl: double.url, clock: systemClock },
    ...{ parts: ['checks', 'committer', 'deploy'], repository: { owner: 'acme', name: 'environment' } },
    ...{ branch: 'main', requiredChecks: ['slipway/plan', 'slipway/reviews'] },
    ...{ publicUrl: 'https://slipway.example' },
    ...options,
  });

const of = (findings: readonly Finding[], check: string): readonly Finding[] =>
  findings.filter((finding) => finding.check === check);

describe('a look at an App', () => {
  it('finds all well when it is', async () => {
    double.deliveries.set('app/hook', [
      { attempt: '9007199254740993000', guid: 'a', deliveredAt: new Date() },
    ]);
    const findings = await look();
    expect(findings.filter(({ result }) => result !== 'ok')).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual([
      ...['clock', 'app', 'installed', 'permissions', 'events', 'branch', 'webhook', 'deliveries'],
    ]);
  });

  it('tells a key that is not of this App, and an App that is not there', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const other = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    for (const wrong of [{ privateKey: other }, { appId: '12' }]) {
      const findings = await look(wrong);
      expect(findings.map(({ check, result }) => [check, result])).toEqual([
        ...[
          ['clock', 'ok'],
          ['app', 'problem'],
        ],
      ]);
      expect(of(findings, 'app')[0]?.hint).toContain(
        'compare SLIPWAY_GITHUB_APP_ID with the page of the App',
      );
    }
  });

  it('tells a server that does not answer', async () => {
    const [finding] = await look({ apiUrl: 'http://127.0.0.1:9' });
    expect(finding).toMatchObject({ check: 'app', result: 'problem' });
    expect(finding?.hint).toContain('is http://127.0.0.1:9 reachable from here?');
  });

  it.each([-5, 5])(
    'tells a clock that is %i minutes off, and looks at the rest all the same',
    async (minutes) => {
      double.now = () => new Date(Date.now() - minutes * 60_000);
      const findings = await look();
      expect(of(findings, 'clock')).toMatchObject([{ result: 'problem' }]);
      expect(of(findings, 'clock')[0]?.found).toContain(
        `5 min ${minutes < 0 ? 'behind' : 'ahead of'} GitHub's`,
      );
      expect(of(findings, 'permissions')).toMatchObject([{ result: 'ok' }]);
    },
  );

  it('tells an App that is not installed in the repository, and where to do so', async () => {
    const findings = await look({ repository: { owner: 'acme', name: 'other' } });
    expect(of(findings, 'installed')).toEqual([
      {
        ...{ check: 'installed', result: 'problem', found: 'not in acme/other' },
        hint: 'install it in this one repository at https://github.com/apps/slipway-acme/installations/new',
      },
    ]);
    expect(of(findings, 'permissions')).toEqual([]);
    expect(of(findings, 'webhook')).toMatchObject([{ result: 'ok' }]);
  });

  it('tells a suspended installation', async () => {
    double.app.suspendedAt = '2026-11-01T12:00:00Z';
    const [finding] = of(await look(), 'installed');
    expect(finding).toMatchObject({
      ...{ result: 'problem', found: 'in acme/environment, but suspended since 2026-11-01T12:00:00Z' },
      hint: 'unsuspend it at https://github.com/organizations/acme/settings/installations/77',
    });
  });

  it('tells each permission that is missing, what for, and whether it waits for its owner', async () => {
    const asked = double.app.permissions;
    double.app.revoke('statuses');
    double.app.accepted = { permissions: { ...double.app.permissions, checks: 'read' } };
    double.app.permissions = asked;
    const missing = (await look()).filter(({ result }) => result === 'problem');
    expect(missing.map(({ found }) => found)).toEqual([
      'Repository: Checks (read and write) is missing: slipway/plan and slipway/reviews',
      'Repository: Commit statuses (read and write) is missing: how far a merge is: slipway/deploy',
    ]);
    expect(missing[0]?.hint).toContain(
      'the App asks for it: accept that at https://github.com/organizations',
    );
    double.app.revoke('statuses');
    double.app.accepted = {};
    const [absent] = (await look()).filter(({ result }) => result === 'problem');
    expect(absent?.hint).toContain(
      'add it at https://github.com/organizations/acme/settings/apps/slipway-acme/permissions',
    );
  });

  it('misses what a merge queue needs only where there is one', async () => {
    double.app.revoke('merge_queues');
    double.app.events = double.app.events.filter((event) => event !== 'merge_group');
    const results = async (): Promise<unknown> =>
      (await look())
        .filter(({ check, result }) => ['permissions', 'events'].includes(check) && result !== 'ok')
        .map(({ check, result }) => [check, result]);
    expect(await results()).toEqual([
      ['permissions', 'note'],
      ['events', 'note'],
    ]);
    double.app.rules = [...double.app.rules, { type: 'merge_queue' }];
    expect(await results()).toEqual([
      ['permissions', 'problem'],
      ['events', 'problem'],
    ]);
  });

  it('of one part asks for no more than the part needs', async () => {
    double.app.permissions = { metadata: 'read', contents: 'write' };
    double.app.events = [];
    double.app.hook = undefined;
    const findings = await look({ parts: ['committer'] });
    expect(findings.map(({ check, result }) => [check, result])).toEqual([
      ['clock', 'ok'],
      ['app', 'ok'],
      ['installed', 'ok'],
      ['permissions', 'ok'],
    ]);
  });

  it.each([
    [
      { url: 'https://old.example/webhooks/github' },
      'set its URL to https://slipway.example/webhooks/github',
    ],
    [{ content_type: 'form' }, 'choose application/json'],
    [{ insecure_ssl: '1' }, 'enable SSL verification'],
    [{ secret: '' }, 'set one of those in the file of secrets'],
    [{ url: '' }, 'set its URL to PUBLIC_URL/webhooks/github'],
  ])('tells a webhook with %j', async (wrong, hint) => {
    double.app.hook = { ...double.app.hook, ...wrong };
    const [finding, ...more] = of(await look(), 'webhook');
    expect([finding?.result, more]).toEqual(['problem', []]);
    expect(finding?.hint).toContain(hint);
  });

  it('tells an App without a webhook', async () => {
    double.app.hook = undefined;
    expect(of(await look(), 'webhook')).toMatchObject([{ result: 'problem', found: 'the App has none' }]);
  });

  it('tells deliveries that do not get through, and what that may come from', async () => {
    const at = (attempt: string, code: number, status: string): unknown =>
      ({ attempt, guid: attempt, deliveredAt: new Date(), answered: { code, status } }) as const;
    const set = (...list: readonly unknown[]): void => {
      double.deliveries.set('app/hook', list as never);
    };
    set(at('2', 401, 'Unauthorized'), at('1', 200, 'OK'));
    expect(of(await look(), 'deliveries')).toMatchObject([{ result: 'problem' }]);
    expect(of(await look(), 'deliveries')[0]?.hint).toContain('compare the secret of the webhook');
    set(at('3', 200, 'OK'), at('2', 502, 'Bad Gateway'));
    expect(of(await look(), 'deliveries')).toMatchObject([{ result: 'note' }]);
    set();
    expect(of(await look(), 'deliveries')).toMatchObject([
      { result: 'note', found: 'GitHub has sent none yet' },
    ]);
  });

  it('notes checks that no rule requires, or from anybody', async () => {
    double.app.rules = [requiring('slipway/plan')];
    expect(of(await look(), 'branch')).toMatchObject([
      { result: 'note', found: 'no rule of main requires slipway/reviews' },
    ]);
    double.app.rules = [
      {
        type: 'required_status_checks',
        parameters: {
          strict_required_status_checks_policy: true,
          required_status_checks: [{ context: 'slipway/plan' }, { context: 'slipway/reviews' }],
        },
      },
    ];
    expect(of(await look(), 'branch')).toMatchObject([
      { result: 'note', found: 'main takes slipway/plan and slipway/reviews from anybody' },
    ]);
  });
});
