import { describe, expect, it } from '@jest/globals';
import { parseEnvironment } from './parse-environment.ts';
import { wayOfChange } from './ways-of-change.ts';

const settings = parseEnvironment(
  'slipway.yaml',
  `apiVersion: slipway.dev/v1
kind: Environment
metadata: {name: acme}
spec:
  changes:
    - {pattern: /clusters/, by: pull-request}
    - {pattern: /clusters/dev/, by: commit}
    - {pattern: /teams/*/jobs/, by: pull-request, autoMerge: true}
    - {pattern: /teams/speech/, by: commit}
    - {pattern: /teams/speech/, by: pull-request, hourlyCostAbove: 20}
`,
);

describe('the way of a change', () => {
  it('is a commit where no rule says otherwise', () => {
    expect(wayOfChange(settings, { paths: ['teams/vision/team.yaml', 'clusters/dev/cluster.yaml'] })).toEqual(
      {
        by: 'commit',
      },
    );
    expect(wayOfChange(undefined, { paths: ['clusters/production/cluster.yaml'] })).toEqual({ by: 'commit' });
  });

  it('is a pull request when one of its paths takes one, and says by which rule', () => {
    expect(
      wayOfChange(settings, { paths: ['teams/vision/team.yaml', 'clusters/production/cluster.yaml'] }),
    ).toEqual({
      by: 'pull-request',
      autoMerge: false,
      rule: 'slipway.yaml, spec.changes[0]',
    });
  });

  it('is merged by itself only when all rules that ask for the pull request allow it', () => {
    const job = 'teams/vision/jobs/digits.yaml';
    expect(wayOfChange(settings, { paths: [job] })).toMatchObject({ by: 'pull-request', autoMerge: true });
    expect(wayOfChange(settings, { paths: [job, 'clusters/production/cluster.yaml'] })).toMatchObject({
      autoMerge: false,
    });
  });

  it('is decided by the last rule that matches', () => {
    expect(wayOfChange(settings, { paths: ['clusters/dev/platform/slipway.yaml'] })).toEqual({
      by: 'commit',
    });
  });

  it('can depend on what it costs: a rule for more than that is passed over for others', () => {
    const paths = ['teams/speech/jobs/train.yaml'];
    const rule = 'slipway.yaml, spec.changes[4]';
    expect(wayOfChange(settings, { paths, hourly: 20.5 })).toMatchObject({ by: 'pull-request', rule });
    for (const hourly of [20, 0, undefined])
      expect(wayOfChange(settings, { paths, hourly })).toEqual({ by: 'commit' });
  });
});
