import { describe, expect, it } from '@jest/globals';
import {
  cluster,
  environment,
  findingLines,
  job,
  planOf,
  policy,
  smallPool,
  team,
} from './testing/repository.ts';

const digits = 'teams/vision/jobs/digits.yaml';
const withDigits = { ...environment, [digits]: job('digits') };

describe('makePlan', () => {
  it('finds nothing to say where nothing changes', () => {
    const plan = planOf(withDigits, {});
    expect(plan).toMatchObject({ verdict: 'ok', resources: [], manifests: [], findings: [], reviews: [] });
    expect(plan.cost.after).toEqual({ hourly: 0, monthly: 0 });
  });

  it('tells of a new Job where it would run, what it costs and what is rendered', () => {
    const plan = planOf(environment, { [digits]: job('digits', '  resources: { cpu: 2, memory: 8Gi }\n') });
    expect(plan.verdict).toBe('ok');
    expect(plan.resources).toEqual([
      {
        action: 'added',
        kind: 'Job',
        team: 'vision',
        name: 'digits',
        file: digits,
        fields: [],
        moreFields: 0,
        sources: [],
      },
    ]);
    expect(plan.placements).toEqual([
      {
        resource: 'Job/vision/digits',
        after: 'east',
        reason: 'the first of east, west that is large enough; none is known to have room for it now',
      },
    ]);
    expect(plan.cost).toEqual({
      before: { hourly: 0, monthly: 0 },
      after: { hourly: 0.2, monthly: 146 },
      teams: [{ team: 'vision', before: { hourly: 0, monthly: 0 }, after: { hourly: 0.2, monthly: 146 } }],
      unpriced: [],
    });
    expect(plan.manifests).toMatchObject([
      {
        action: 'added',
        cluster: 'east',
        path: 'clusters/east/runs/vision/yyyy-mm-dd/digits-00000000-1.yaml',
        diff: expect.stringContaining('+kind: Job\n'),
      },
    ]);
  });

  it('tells of a changed Job its fields by JSON path, and lines of its manifest', () => {
    const plan = planOf(
      { ...environment, [digits]: job('digits', '  env: [{ name: LR, value: "0.1" }]\n') },
      {
        [digits]: job(
          'digits',
          '  env: [{ name: EPOCHS, value: "3" }, { name: LR, value: "0.2" }]\n  replicas: 2\n',
        ),
      },
    );
    expect(plan.resources[0]?.fields).toEqual([
      { path: 'spec.env.LR.value', before: '"0.1"', after: '"0.2"' },
      { path: 'spec.env.EPOCHS', after: '{"name":"EPOCHS","value":"3"}' },
      { path: 'spec.replicas', before: '1', after: '2' },
    ]);
    expect(plan.manifests[0]?.diff).toContain('+  parallelism: 2\n');
  });

  it('tells of a Job that is taken away, and of a source file that alone changed', () => {
    expect(planOf(withDigits, { [digits]: undefined })).toMatchObject({
      verdict: 'ok',
      resources: [{ action: 'removed', name: 'digits' }],
      manifests: [{ action: 'removed' }],
    });
    const source = { [digits]: job('digits', '  source: { files: [train.py] }\n') };
    const script = 'teams/vision/jobs/digits/train.py';
    const plan = planOf({ ...environment, ...source, [script]: 'print(1)\n' }, { [script]: 'print(2)\n' });
    expect(plan.resources).toMatchObject([{ action: 'changed', fields: [], sources: [script] }]);
    expect(plan.manifests[0]?.diff).toContain('+    print(2)\n');
    expect(
      findingLines(planOf({ ...environment, ...source, [script]: 'print(1)\n' }, { [script]: undefined })),
    ).toEqual([
      expect.stringMatching(/^failure teams\/vision\/jobs\/digits\.yaml:7:\d+ source files: .*train\.py/),
    ]);
  });

  it('renders what a Team is on every cluster, and judges its Jobs anew', () => {
    const plan = planOf(withDigits, { 'teams/vision/team.yaml': team('vision', '  clusters: [west]\n') });
    expect(plan.resources).toMatchObject([
      { kind: 'Team', fields: [{ path: 'spec.clusters', after: '["west"]' }] },
    ]);
    expect(plan.manifests.map(({ action, path }) => `${action} ${path}`)).toEqual([
      'removed clusters/east/runs/vision/origin.yaml',
      'removed clusters/east/teams/vision/team.yaml',
    ]);
    expect(plan.placements).toEqual([
      {
        resource: 'Job/vision/digits',
        before: 'east',
        after: 'west',
        reason: 'the only cluster that its team may use',
      },
    ]);
  });

  it('follows a cordoned Cluster: runs of all teams go elsewhere', () => {
    const plan = planOf(withDigits, {
      'clusters/east/cluster.yaml': cluster('east', smallPool, '  availability: cordoned\n'),
    });
    expect(plan.placements).toMatchObject([{ resource: 'Job/vision/digits', before: 'east', after: 'west' }]);
  });

  it('says at file, line and column what is not valid', () => {
    const plan = planOf(environment, { [digits]: job('digits', '  replicas: none\n') });
    expect(plan.verdict).toBe('invalid');
    expect(findingLines(plan)).toEqual([
      expect.stringMatching(/^failure teams\/vision\/jobs\/digits\.yaml:7:13 not valid: spec\.replicas: /),
    ]);
  });

  it('refuses a resource in the place of another, a team that is not there, and a cluster that is not', () => {
    expect(findingLines(planOf(environment, { [digits]: job('letters') }))).toEqual([
      `failure ${digits}:3:19 in the wrong place: metadata.name: the file is the place of Job/vision/digits alone, and holds Job/vision/letters; expected Job/vision/digits, or another file for Job/vision/letters`,
    ]);
    expect(findingLines(planOf(environment, { 'teams/maths/jobs/a.yaml': job('a', '', 'maths') }))).toEqual([
      'failure teams/maths/jobs/a.yaml:3:28 no place to run: metadata.team: there is no valid Team maths: add teams/maths/team.yaml',
    ]);
    expect(
      findingLines(planOf(environment, { [digits]: job('digits', '  placement: { clusters: [north] }\n') })),
    ).toEqual([expect.stringContaining('no available cluster of team vision is one of north')]);
  });

  it('tells what is wrong elsewhere as a warning', () => {
    const broken = { ...environment, 'teams/speech/team.yaml': 'kind: Team\n' };
    const plan = planOf(broken, { [digits]: job('digits') });
    expect(plan.verdict).toBe('ok');
    expect(findingLines(plan)[0]).toMatch(
      /^warning teams\/speech\/team\.yaml:.*\(not part of this change\)$/,
    );
  });

  it('counts what runs ask of the quota: what waits, and what never fits', () => {
    const quota = {
      ...environment,
      'teams/vision/team.yaml': team('vision', '  quota: { cpu: 4, runs: 10 }\n'),
    };
    const cpus = (count: number): string => `  resources: { cpu: ${String(count)} }\n`;
    const plan = planOf(quota, {
      'teams/vision/jobs/a.yaml': job('a', cpus(3)),
      'teams/vision/jobs/b.yaml': job('b', cpus(2)),
      'teams/vision/jobs/c.yaml': job('c', cpus(6)),
    });
    expect(plan.quotas).toEqual([
      {
        team: 'vision',
        cluster: 'east',
        resource: 'cpu',
        limit: { before: 4, after: 4 },
        asked: { before: 0, after: 11 },
      },
      {
        team: 'vision',
        cluster: 'east',
        resource: 'runs',
        limit: { before: 10, after: 10 },
        asked: { before: 0, after: 3 },
      },
    ]);
    expect(plan.waiting.map(({ resource, outcome, reason }) => `${resource} ${outcome}: ${reason}`)).toEqual([
      'Job/vision/b waits: with the runs before it 5 cpu are asked for, the quota is 4',
      'Job/vision/c never: it asks for 6 cpu, the quota is 4',
    ]);
    expect(findingLines(plan)).toEqual([expect.stringContaining('its run can never start on east')]);
  });

  it('is the same, byte for byte, in whatever order files are listed', () => {
    const change = {
      [digits]: job('digits'),
      'teams/speech/jobs/a.yaml': job('a', '', 'speech'),
      'README.md': 'x\n',
    };
    const reversed = Object.fromEntries(Object.entries(change).reverse());
    const rules = { ...environment, 'policies/a.yaml': policy('never', 'false') };
    const swapped = Object.fromEntries(Object.entries(rules).reverse());
    expect(JSON.stringify(planOf(swapped, reversed))).toBe(JSON.stringify(planOf(rules, change)));
  });
});
