import { describe, expect, it } from '@jest/globals';
import { environment, findingLines, job, planOf, policy, team } from '../testing/repository.ts';

const digits = 'teams/vision/jobs/digits.yaml';
const held = (expression: string, spec = '', body = job('digits')): readonly string[] =>
  findingLines(
    planOf({ ...environment, 'policies/p.yaml': policy('p', expression, spec) }, { [digits]: body }),
  );

describe('policies', () => {
  it('let pass what they hold true, and deny or warn at the field they name otherwise', () => {
    expect(held('program.image.startsWith("example.org/")')).toEqual([]);
    expect(held('false', '  field: program.image\n')).toEqual([
      `failure ${digits}:5:10 policy p: spec.image: p does not hold`,
    ]);
    expect(held('false', '  severity: warn\n')).toEqual([`warning ${digits}:3:19 policy p: p does not hold`]);
    expect(
      planOf({ ...environment, 'policies/p.yaml': policy('p', 'false') }, { [digits]: job('digits') })
        .verdict,
    ).toBe('denied');
  });

  it('say what their message gives', () => {
    expect(
      held('false', '  message: "\\"image \\" + program.image + \\" on \\" + cluster.metadata.name"\n'),
    ).toEqual([`failure ${digits}:3:19 policy p: image example.org/train:v1 on east`]);
  });

  it('see whole numbers as int, prices as double, quantities, what was before, and what kind of change it is', () => {
    const right = [
      'program.replicas == 1 && resource.spec.replicas < 2',
      'cost.known && cost.hourly < 0.3 && budget.after.monthly >= budget.before.monthly',
      'quantity(program.resources.memory) <= quantity("2Gi")',
      'old == null && change == "added" && environment == "production"',
      'team.spec.members.exists(m, m.role == "maintainer")',
      '!has(program.timeout)',
      'program.image.matches("^[a-z.]+/train:v[0-9]$")',
    ];
    for (const expression of right) expect([expression, held(expression)]).toEqual([expression, []]);
  });

  it.each([
    ['kinds: [Team]', []],
    ['teams: [speech]', []],
    ['clusters: [west]', []],
    ['environments: [staging]', []],
    ['kinds: [Job], teams: [vision], clusters: [east], environments: [production]', ['Job']],
  ])('are about what matches %s', (match, found) => {
    expect(held('false', `  match: { ${match} }\n`)).toHaveLength(found.length);
  });

  it('judge a Study by the program of its trials', () => {
    const study = `apiVersion: slipway.dev/v1\nkind: Study\nmetadata: { name: lr, team: vision }\nspec:\n  objectives: [{ metric: loss, direction: minimize }]\n  parameters: [{ name: lr, kind: float, low: 0.1, high: 1 }]\n  trials:\n    image: example.org/train:v1\n    command: [train]\n    workers: 4\n`;
    const rules = policy('p', 'program.replicas == 4 && false', '  field: program.image\n');
    const plan = planOf(
      { ...environment, 'policies/p.yaml': rules },
      { 'teams/vision/studies/lr.yaml': study },
    );
    expect(findingLines(plan)).toEqual([
      'failure teams/vision/studies/lr.yaml:8:12 policy p: spec.trials.image: p does not hold',
    ]);
  });

  it.each([
    ['resource..x', 'Expected IDENTIFIER'],
    ['nobody == 1', 'Unknown variable: nobody'],
    ['"text"', 'it gives string, and not bool'],
    ['resource.spec.nothing == 1', 'Job/vision/digits: No such key: nothing'],
    ['program.image.matches("(")', 'Job/vision/digits: "(" is no RE2 pattern'],
    ['cel.bind(x, 1, x == 1)', 'cel.bind is not supported'],
    ['[1].all(a, [1].all(b, [1].all(c, true)))', 'more than 2 loops are nested'],
    [Array.from({ length: 200 }, () => 'true').join(' && '), 'Exceeded max'],
  ])('deny at their own place when they can not be evaluated: %j', (expression, told) => {
    const [line, ...more] = held(expression);
    expect(more).toEqual([]);
    expect(line).toMatch(/^failure policies\/p\.yaml:5:15 policy p can not be evaluated: spec\.expression: /);
    expect(line).toContain(told);
  });

  it('match patterns in linear time', () => {
    const body = job('digits', `  args: [${'a'.repeat(30_000)}!]\n`);
    expect(held('!program.args[0].matches("^(a+)+$")', '', body)).toEqual([]);
  });

  it('refuse loops that would take too long for a resource, whatever they do', () => {
    const args = `  args: [${Array.from({ length: 1000 }, (_, index) => `a${String(index)}`).join(', ')}]\n`;
    const squared = 'program.args.all(a, program.args.all(b, a == b || a != b))';
    expect(held(squared, '', job('digits', args))).toEqual([
      expect.stringMatching(
        /^failure policies\/p\.yaml.*it may take \d+ steps, more than 5000000: nest fewer loops/,
      ),
    ]);
    expect(held('program.args.all(a, a.startsWith("a"))', '', job('digits', args))).toEqual([]);
  });

  it('that are new warn of what the change does not touch, and deny what it does', () => {
    const plan = planOf(
      { ...environment, [digits]: job('digits') },
      {
        'policies/p.yaml': policy('p', 'false', '  match: { kinds: [Job] }\n'),
        'teams/speech/jobs/a.yaml': job('a', '', 'speech'),
      },
    );
    expect(plan.verdict).toBe('denied');
    expect(findingLines(plan)).toEqual([
      'failure teams/speech/jobs/a.yaml:3:19 policy p: p does not hold',
      `warning ${digits}:3:19 policy p: p does not hold (not part of this change)`,
    ]);
  });

  it('of the same name are refused', () => {
    const plan = planOf(
      { ...environment, 'policies/p.yaml': policy('p', 'true') },
      {
        'policies/q.yaml': policy('p', 'true'),
        'teams/vision/team.yaml': team('vision', '  clusters: [east]\n'),
      },
    );
    expect(findingLines(plan)).toEqual([expect.stringContaining('there is another policy named p')]);
  });
});
