import { describe, expect, it } from '@jest/globals';
import { busiestMinute } from './busiest-minute.ts';
import { judgeRepository, limitRatios, type RepositoryFinding } from './judge-repository.ts';
import { repositoryLimits } from './repository-limits.ts';
import type { RepositorySnapshot } from './repository-snapshot.ts';

const small: RepositorySnapshot = {
  widest: [{ path: '', entries: 4 }],
  deepest: { path: 'clusters/gpu/runs/vision/2026-11-27', folders: 5 },
  largest: [{ path: 'slipway.yaml', bytes: 120 }],
  storeBytes: 40_000,
  looseObjects: 12,
  packs: 3,
  branches: 2,
  busiestMinute: undefined,
  pullRequests: undefined,
};

const judge = (changes: Partial<RepositorySnapshot>): readonly RepositoryFinding[] =>
  judgeRepository({ ...small, ...changes });

const notWell = (changes: Partial<RepositorySnapshot>): string[] =>
  judge(changes)
    .filter(({ level }) => level !== 'ok')
    .map(({ level, limit, path = '-', figure, most }) => [level, limit, path, figure, most].join(' '));

describe('judgeRepository', () => {
  it('says of a small repository how far it is from every limit that can be known', () => {
    const findings = judge({});
    expect(findings.map(({ limit, level }) => [limit, level])).toEqual([
      ['directory-width', 'ok'],
      ['directory-depth', 'ok'],
      ['file-size', 'ok'],
      ['repository-size', 'ok'],
      ['branches', 'ok'],
      ['loose-objects', 'ok'],
      ['packs', 'ok'],
    ]);
    expect(findings[0]).toEqual({
      ...{ limit: 'directory-width', level: 'ok', path: '.', figure: 4, most: 3000, hint: undefined },
    });
  });

  it.each<[string, number, (figure: number) => Partial<RepositorySnapshot>]>([
    ['directory-width', 3000, (entries) => ({ widest: [{ path: 'a', entries }] })],
    ['directory-depth', 50, (folders) => ({ deepest: { path: 'a', folders } })],
    ['file-size', 1024 ** 2, (bytes) => ({ largest: [{ path: 'a', bytes }] })],
    ['repository-size', 10 * 1024 ** 3, (storeBytes) => ({ storeBytes })],
    ['branches', 5000, (branches) => ({ branches })],
    ['pushes', 6, (pushes) => ({ busiestMinute: pushes })],
    ['pull-requests', 1000, (pullRequests) => ({ pullRequests })],
  ])('warns of %s at half of its limit, and calls the limit a problem', (limit, most, changed) => {
    const path = ['directory-width', 'directory-depth', 'file-size'].includes(limit) ? 'a' : '-';
    expect(notWell(changed(most / 2 - 1))).toEqual([]);
    expect(notWell(changed(most / 2))).toEqual([
      `warning ${limit} ${path} ${String(most / 2)} ${String(most)}`,
    ]);
    expect(notWell(changed(most - 1))).toEqual([
      `warning ${limit} ${path} ${String(most - 1)} ${String(most)}`,
    ]);
    expect(notWell(changed(most))).toEqual([`problem ${limit} ${path} ${String(most)} ${String(most)}`]);
  });

  it('names every folder and file that comes near, and says what to do', () => {
    const findings = judge({
      widest: [
        { path: 'teams/vision/jobs', entries: 3100 },
        { path: 'teams/speech/jobs', entries: 1600 },
        { path: 'teams', entries: 40 },
      ],
    }).filter(({ limit }) => limit === 'directory-width');
    expect(findings.map(({ level, path }) => [level, path])).toEqual([
      ['problem', 'teams/vision/jobs'],
      ['warning', 'teams/speech/jobs'],
    ]);
    expect(new Set(findings.map(({ hint }) => hint))).toEqual(
      new Set([repositoryLimits['directory-width'].hint]),
    );
  });

  it('reminds of compacting, which is never a problem', () => {
    expect(notWell({ looseObjects: 6_699, packs: 199 })).toEqual([]);
    expect(notWell({ looseObjects: 67_000, packs: 2_000 })).toEqual([
      'warning loose-objects - 67000 6700',
      'warning packs - 2000 200',
    ]);
  });

  it('leaves out files of which only the names are known', () => {
    expect(judge({ largest: undefined }).some(({ limit }) => limit === 'file-size')).toBe(false);
  });
});

describe('limitRatios', () => {
  it('is the highest share of each limit', () => {
    const widest = [3000, 1500].map((entries) => ({ path: String(entries), entries }));
    const ratios = limitRatios(judge({ widest, branches: 50 }));
    expect(ratios.get('directory-width')).toBe(1);
    expect(ratios.get('branches')).toBe(0.01);
    expect(ratios.has('pushes')).toBe(false);
  });
});

describe('busiestMinute', () => {
  it('is the most in any 60 s, wherever they begin', () => {
    expect(busiestMinute([])).toBe(0);
    expect(busiestMinute([90_000, 0, 59_999, 60_000, 119_998])).toBe(4);
    expect(busiestMinute([0, 60_000, 120_000])).toBe(1);
  });
});
