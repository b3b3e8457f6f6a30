import { describe, expect, it } from '@jest/globals';
import { environment, findingLines, job, planOf, team } from './testing/repository.ts';

const settings = (owners: string): string =>
  `apiVersion: slipway.dev/v1\nkind: Environment\nmetadata: { name: production }\nspec:\n  owners:\n${owners}`;

describe('reviews', () => {
  it('are those of the maintainers where no rule matches', () => {
    expect(planOf(environment, { 'teams/vision/jobs/a.yaml': job('a') }).reviews).toEqual([
      { rule: 'maintainers of team vision', owners: ['vision-lead'], paths: ['teams/vision/jobs/a.yaml'] },
    ]);
    expect(planOf(environment, { 'README.md': 'new\n' }).reviews).toEqual([
      { rule: 'no rule of slipway.yaml', owners: [], paths: ['README.md'] },
    ]);
  });

  it('are those of the last rule that matches, as in CODEOWNERS', () => {
    const base = {
      ...environment,
      'slipway.yaml': settings(
        '    - { pattern: "*", owners: [root] }\n    - { pattern: /teams/, owners: ["@acme/ml"] }\n    - { pattern: "*.md", owners: [] }\n    - { pattern: /clusters/*/cluster.yaml, owners: [ops] }\n',
      ),
    };
    const { reviews } = planOf(base, {
      'teams/vision/jobs/a.yaml': job('a'),
      'teams/vision/README.md': 'x\n',
      'clusters/east/cluster.yaml': undefined,
      'docs/a.txt': 'x\n',
    });
    expect(reviews.map(({ rule, owners, paths }) => [rule, owners, paths])).toEqual([
      ['slipway.yaml, spec.owners[3]', ['ops'], ['clusters/east/cluster.yaml']],
      ['slipway.yaml, spec.owners[0]', ['root'], ['docs/a.txt']],
      ['slipway.yaml, spec.owners[2]', [], ['teams/vision/README.md']],
      ['slipway.yaml, spec.owners[1]', ['@acme/ml'], ['teams/vision/jobs/a.yaml']],
    ]);
  });

  it('are those of before the change: nobody makes himself an owner', () => {
    const own = team('vision').replace('vision-lead', 'mallory');
    const { reviews } = planOf(environment, {
      'teams/vision/team.yaml': own,
      'slipway.yaml': settings('    - { pattern: "*", owners: [mallory] }\n'),
    });
    expect(reviews.flatMap(({ owners }) => owners)).toEqual(['vision-lead']);
  });

  it('warn the author of paths of another team', () => {
    const change = { 'teams/speech/jobs/a.yaml': job('a', '', 'speech') };
    expect(findingLines(planOf(environment, change, { author: 'vision-member' }))).toEqual([
      'warning teams/speech/jobs/a.yaml:1 path of another team: vision-member is no contributor of team speech, whose path this is: one of those who review it has to approve',
    ]);
    expect(findingLines(planOf(environment, change, { author: 'speech-member' }))).toEqual([]);
  });
});
