import { describe, expect, it } from '@jest/globals';
import { backFillTimes, backFillWindow, missingAttempts, mostAsks } from './back-fill.ts';
import { addressOf } from './delivery-address.ts';
import { checkHeaders } from './delivery-headers.ts';
import { laneOf } from './lane.ts';
import { claimedChanges } from './pushed-commits.ts';
import { repositoryOfUrl } from './repository-of-url.ts';
import { decideRetry, retryRules } from './retry.ts';

const now = new Date('2026-11-26T12:00:00Z');
const ago = (milliseconds: number): Date => new Date(now.getTime() - milliseconds);

describe('an address', () => {
  it('has the owner of its repository, else the organisation or the account', () => {
    const found = (entries: Record<string, string | number>) =>
      addressOf('push', new Map(Object.entries(entries)));
    expect(found({ 'repository.full_name': 'acme/x', 'organization.login': 'other' }).owner).toBe('acme');
    expect(found({ 'organization.login': 'other' }).owner).toBe('other');
    expect(found({ 'installation.account.login': 'alice' }).owner).toBe('alice');
    expect(found({ 'pull_request.number': 7, 'pull_request.head.sha': 'abc' })).toMatchObject({
      number: 7,
      commit: 'abc',
    });
    expect(() => found({ 'repository.full_name': 'x' })).toThrow('no owner/name');
    for (const ref of ['a\u0000b', 'a\ud800'])
      expect(() => found({ ref })).toThrow('ref of the payload has characters that no name has');
  });

  it('is of a lane by its repository, else by its owner, whatever the capitals', () => {
    expect(laneOf({ repository: 'Acme/X', owner: 'Acme' })).toBe('acme/x');
    expect(laneOf({ repository: undefined, owner: 'Acme' })).toBe('acme');
    expect(laneOf({ repository: undefined, owner: undefined })).toBe('');
  });
});

describe('headers', () => {
  const right = {
    'content-type': 'application/json; charset=utf-8',
    'x-github-event': 'push',
    'x-github-delivery': '72D3162E-CC78-11E3-81AB-4C9367DC0958',
    'x-hub-signature-256': `sha256=${'Ab'.repeat(32)}`,
  };
  it('of a delivery are read, with id and signature in lower case', () => {
    expect(checkHeaders({ ...right, 'x-github-hook-id': '12' })).toEqual({
      kind: 'right',
      headers: {
        event: 'push',
        id: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
        signature: 'ab'.repeat(32),
        hook: '12',
      },
    });
  });
  it('that were sent twice count as missing', () => {
    expect(
      checkHeaders({ ...right, 'x-github-delivery': [right['x-github-delivery'], 'other'] }),
    ).toMatchObject({
      kind: 'wrong',
      refusal: 'headers',
    });
  });
});

describe('a failed delivery', () => {
  it('is tried again after growing pauses, with some chance, and ends', () => {
    const delays = [1, 2, 3, 7].map((failures) => {
      const decision = decideRetry(failures, now, 0);
      return decision.kind === 'retry' ? decision.due.getTime() - now.getTime() : undefined;
    });
    expect(delays).toEqual([2_000, 4_000, 8_000, 128_000]);
    expect(decideRetry(1, now, 1)).toEqual({ kind: 'retry', due: new Date(now.getTime() + 3_000) });
    expect(decideRetry(retryRules.attempts, now, 0)).toEqual({ kind: 'dead' });
  });
});

describe('the repository of a URL', () => {
  it.each([
    ['https://github.com/Acme/Env.git', 'acme/env'],
    ['https://user@github.example:8443/acme/env/', 'acme/env'],
    ['git@github.com:acme/env.js.git', 'acme/env.js'],
    ['ssh://git@github.com/acme/env', 'acme/env'],
    ['https://git.example/group/sub/env.git', undefined],
    ['/srv/env.git', undefined],
  ])('%s', (url, expected) => {
    expect(repositoryOfUrl(url)).toBe(expected);
  });
});

describe('the commits of a push', () => {
  const commit = (id: string, change?: string): object => ({
    id,
    message: `Add it\n\n${change === undefined ? 'Fixes: 1' : `Change-Id: ${change}`}`,
  });
  const push = { forced: false, deleted: false, after: 'b', commits: [commit('a', '1'), commit('b', '2')] };
  it('claim to be changes when all of them do', () => {
    expect(claimedChanges(push)).toEqual([
      { change: '1', commit: 'a' },
      { change: '2', commit: 'b' },
    ]);
  });
  it.each([
    ['one has no change', { commits: [commit('a'), commit('b', '2')] }],
    ['the list is cut', { after: 'c' }],
    ['there are none', { commits: [], after: undefined }],
    ['the branch was moved back', { forced: true }],
    ['the branch was removed', { deleted: true }],
    ['they are no commits', { commits: 'x', after: undefined }],
  ])('claim nothing when %s', (_what, change) => {
    expect(claimedChanges({ ...push, ...change })).toBeUndefined();
    expect(claimedChanges(undefined)).toBeUndefined();
  });
});

describe('the comparison with GitHub', () => {
  it('looks back to where it was, with an overlap, and no further than GitHub does', () => {
    const until = ago(backFillTimes.settling);
    expect(backFillWindow(undefined, now)).toEqual({ since: ago(backFillTimes.history), until });
    expect(backFillWindow(ago(7_200_000), now).since).toEqual(ago(7_200_000 + backFillTimes.overlap));
    expect(backFillWindow(ago(10 * backFillTimes.history), now).since).toEqual(ago(backFillTimes.history));
  });

  it('repeats the newest attempt of what is missing, oldest first', () => {
    const attempt = (id: string, number: string, minutes: number) => ({
      ...{ id, attempt: number, event: 'push', deliveredAt: ago(minutes * 60_000) },
    });
    const attempts = [
      ...[attempt('new', '1', 1), attempt('b', '2', 20), attempt('a', '3', 30), attempt('a', '4', 50)],
      ...[attempt('known', '5', 60), attempt('refused', '6', 70)],
    ];
    const asks = new Map([
      ['refused', mostAsks],
      ['a', 1],
    ]);
    const missing = missingAttempts(attempts, new Set(['known']), asks, ago(backFillTimes.settling));
    expect(missing.map(({ attempt: number }) => number)).toEqual(['3', '2']);
  });
});
