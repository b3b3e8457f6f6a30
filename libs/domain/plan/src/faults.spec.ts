import { describe, expect, it } from '@jest/globals';
import { environment, findingLines, job, planOf, policy, type Entry } from './testing/repository.ts';

const digits = 'teams/vision/jobs/digits.yaml';
const ofOne = (path: string, entry: Entry, base = environment): readonly string[] =>
  findingLines(planOf(base, { [path]: entry }));

describe('a change with what does not belong into an environment repository', () => {
  it.each<[what: string, path: string, entry: Entry, told: string]>([
    [
      'a symlink',
      digits,
      { mode: 'symlink' },
      'symlink not allowed: it is a symlink: only regular files are read, put the file itself here',
    ],
    [
      'a submodule',
      'teams/vision/jobs/digits',
      { mode: 'submodule' },
      'submodule not allowed: it is a submodule',
    ],
    [
      'a binary file',
      'teams/vision/jobs/digits/model.bin',
      new Uint8Array([1, 0, 2]),
      'not readable: the file is binary',
    ],
    [
      'a file that is not UTF-8',
      digits,
      new Uint8Array([0x6b, 0xff, 0xfe]),
      'not readable: the file is not UTF-8: save it as UTF-8',
    ],
    [
      '10 MB of YAML',
      digits,
      'a: 1\n'.repeat(2_000_000),
      'not readable: the file has 10000000 bytes, more than 1048576',
    ],
    ['a way out', 'teams/vision/../slipway.yaml', 'x: 1\n', 'path not allowed: the path has a segment ".."'],
    ['a folder of git', 'teams/vision/.git/config', 'x\n', 'path not allowed: ".git" is reserved for git'],
    [
      'a name that is not UTF-8',
      'teams/vision/\uFFFD.yaml',
      'x: 1\n',
      'path not allowed: the name is not UTF-8',
    ],
    ['YAML where none is read', 'teams/vision/jobs/Digits.yaml', job('digits'), 'nothing reads this file'],
    ['a file of another ending', 'teams/vision/jobs/digits.yml', job('digits'), 'nothing reads this file'],
    [
      'a run',
      'clusters/east/runs/vision/2026-11-24/a-1.yaml',
      'kind: Job\n',
      'rendered file: Slipway renders this file',
    ],
    ['a rendered file', 'clusters/east/teams/vision/team.yaml', 'kind: Namespace\n', 'rendered file'],
  ])('is invalid with %s', (_what, path, entry, told) => {
    const plan = planOf(environment, { [path]: entry });
    expect(plan.verdict).toBe('invalid');
    expect(findingLines(plan)[0]).toContain(`failure ${path}:1 ${told}`);
  });

  it('is invalid with YAML that can not be read, at its line and column', () => {
    expect(ofOne(digits, 'kind: [Job\n')).toEqual([
      expect.stringMatching(/^failure .*digits\.yaml:2:1 not valid: /),
    ]);
  });

  it('reads no bomb of anchors to its end', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level += 1)
      lines.push(
        `a${String(level)}: &a${String(level)} [${Array.from({ length: 9 }, () => `*a${String(level - 1)}`).join(', ')}]`,
      );
    expect(ofOne(digits, lines.join('\n'))).toEqual([
      expect.stringMatching(/^failure teams\/vision\/jobs\/digits\.yaml:\d+:\d+ not valid: .*20000/),
    ]);
  });

  it('is invalid when names differ only in case, also in a rename', () => {
    const base = { ...environment, [digits]: job('digits'), 'teams/vision/jobs/digits/Train.py': 'x\n' };
    expect(ofOne('teams/vision/jobs/digits/train.py', 'x\n', base)).toEqual([
      expect.stringContaining(
        '"teams/vision/jobs/digits/train.py" differs only in case from "teams/vision/jobs/digits/Train.py"',
      ),
    ]);
    const renamed = planOf(base, {
      'teams/vision/jobs/digits/Train.py': undefined,
      'teams/vision/jobs/digits/train.py': 'x\n',
    });
    expect(renamed.verdict).toBe('invalid');
    expect(findingLines(renamed)).toEqual([expect.stringContaining('renamed in case alone')]);
    expect(ofOne('Teams/vision/x.txt', 'x\n')).toEqual([
      expect.stringContaining('"Teams" differs only in case from "teams"'),
    ]);
  });

  it('takes 3,000 files, and says of more that it is too large', () => {
    const files = (count: number): Record<string, string> =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `teams/vision/jobs/digits/f${String(index)}.txt`,
          `${String(index)}\n`,
        ]),
      );
    const base = { ...environment, [digits]: job('digits') };
    expect(planOf(base, files(3000)).verdict).toBe('ok');
    const plan = planOf(base, files(3001));
    expect(plan.verdict).toBe('invalid');
    expect(findingLines(plan)[0]).toContain(
      'too many files: the change touches 3001 files, more than 3000: split it',
    );
  });

  it('is invalid with a credential, and shows it nowhere', () => {
    const token = `ghp_${'a1B2'.repeat(9)}`;
    const plan = planOf(environment, {
      [digits]: job('digits', `  env: [{ name: CONFIG, value: "${token}" }]\n  source: { files: [a.sh] }\n`),
      'teams/vision/jobs/digits/a.sh': `curl -H ${token}\n`,
    });
    expect(plan.verdict).toBe('invalid');
    expect(findingLines(plan)).toEqual([
      expect.stringContaining('digits.yaml:7 credential in git'),
      expect.stringContaining('a.sh:1 credential in git'),
    ]);
    expect(JSON.stringify(plan)).not.toContain(token);
  });

  it('lets rendered files be part of it as Slipway renders them', () => {
    const path = 'clusters/west/teams/speech/team.yaml';
    const rendered = planOf({}, environment).manifests.find((manifest) => manifest.path === path);
    const text = (rendered?.diff ?? '')
      .split('\n')
      .filter((line) => line.startsWith('+'))
      .map((line) => line.slice(1));
    expect(ofOne(path, `${text.join('\n')}\n`)).toEqual([]);
    expect(ofOne(path, `${text.join('\n')}\n\n`)).toEqual([expect.stringContaining('rendered file')]);
  });

  it('bounds what is told', () => {
    const files = Object.fromEntries(
      Array.from({ length: 1500 }, (_, index) => [`teams/vision/jobs/X${String(index)}.yaml`, 'x: 1\n']),
    );
    const plan = planOf(environment, files);
    expect([plan.findings.length, plan.moreFindings]).toEqual([1000, 500]);
  });

  it('denies with a policy file that can not be read, also when the change does not touch it', () => {
    const broken = {
      ...environment,
      'policies/a.yaml': policy('a', 'true').replace('expression', 'expresion'),
    };
    const plan = planOf(broken, { [digits]: job('digits') });
    expect(plan.verdict).toBe('invalid');
    expect(findingLines(plan)[0]).toContain('failure policies/a.yaml:4:1 not valid: spec.expression');
  });
});
