import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { anyPathMatches, refMatches } from './patterns.ts';
import { parseWorkflows } from './parse-workflows.ts';
import { nextTime } from './schedule.ts';

const text = `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: digits, team: vision }
spec:
  on:
    push: { branches: [main], paths: ["src/**", "!*.md"] }
    schedule: [{ cron: "0 3 * * 1" }]
  jobs:
    - name: image
      build: { image: ghcr.io/acme/digits }
    - name: train
      run: { imageFrom: image, command: [python, train.py] }
    - name: evaluate
      evaluate: { job: train, champion: { model: digits, metrics: [{ metric: accuracy }] } }
    - name: register
      needs: [evaluate]
      register: { model: digits, job: train }
    - name: promote
      promote: { job: register }
`;

function problemOf(from: string, to: string): string {
  try {
    parseWorkflows('slipway.yaml', text.replace(from, to));
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const [{ file, line, path, message } = { message: 'no issue' }] = error.issues;
    return `${file ?? ''}:${String(line)}: ${path ?? ''}: ${message}`;
  }
  return 'fine';
}

describe('a workflow', () => {
  it('is read with its defaults', () => {
    const [workflow] = parseWorkflows('slipway.yaml', text);
    expect(workflow?.spec.jobs.map(({ name, needs }) => [name, needs])).toEqual([
      ['image', []],
      ['train', []],
      ['evaluate', []],
      ['register', ['evaluate']],
      ['promote', []],
    ]);
    expect(workflow?.spec.jobs[1]?.run).toMatchObject({ timeout: '6h', replicas: 1, retries: { limit: 0 } });
    expect(workflow?.spec.jobs[4]?.promote).toEqual({ job: 'register', alias: 'champion' });
  });

  it.each([
    ['a job that is none', 'job: train }', 'job: trian }', 'slipway.yaml:17: spec.jobs[3].register.job'],
    [
      'an image of a job that builds none',
      'imageFrom: image',
      'imageFrom: evaluate',
      'spec.jobs[1].run.imageFrom',
    ],
    [
      'two images',
      'imageFrom: image',
      'imageFrom: image, image: python:3.13',
      'exactly one of image and imageFrom',
    ],
    [
      'a circle',
      '{ image: ghcr.io/acme/digits }\n',
      '{ image: ghcr.io/acme/digits }\n      needs: [promote]\n',
      'waits for itself',
    ],
    [
      'two things to do',
      'promote: { job: register }',
      'promote: { job: register }\n      build: { image: a }',
      'not both',
    ],
    [
      'no bound',
      'champion: { model: digits, metrics: [{ metric: accuracy }] }',
      '',
      'expected thresholds or champion',
    ],
    ['a cron that is none', '0 3 * * 1', '0 25 * * 1', 'spec.on.schedule[0].cron'],
    ['a seventh field', '0 3 * * 1', '* 0 3 * * 1', 'expected minute, hour'],
    [
      'a time that it has already',
      'schedule: [{ cron: "0 3 * * 1" }]',
      'schedule: [{ cron: "0 3 * * 1" }, { cron: "0 3 * * 1", timeZone: Asia/Tokyo }]',
      'spec.on.schedule[1].cron',
    ],
    [
      'more build arguments than a program takes',
      'build: { image: ghcr.io/acme/digits }',
      `build: { image: ghcr.io/acme/digits, arguments: { ${Array.from({ length: 101 }, (_, index) => `A${String(index)}: a`).join(', ')} } }`,
      'more than 100 arguments',
    ],
    ['a misspelt field', 'needs: [evaluate]', 'need: [evaluate]', 'unknown field "need"'],
  ])('with %s is refused where it stands', (_, from, to, expected) => {
    expect(problemOf(from, to)).toContain(expected);
  });

  it('has a name of its own in the file', () => {
    expect(() => parseWorkflows('slipway.yaml', `${text}---\n${text}`)).toThrow(InvalidInputError);
  });
});

describe('patterns', () => {
  it('of names begin at the beginning', () => {
    expect(refMatches(['main', 'release/*'], 'main')).toBe(true);
    expect(refMatches(['main', 'release/*'], 'release/1')).toBe(true);
    expect(refMatches(['main'], 'feature/main')).toBe(false);
  });

  it('of paths take away with !', () => {
    expect(anyPathMatches(['src/**', '!*.md'], ['src/README.md', 'docs/a.txt'])).toBe(false);
    expect(anyPathMatches(['src/**', '!*.md'], ['docs/a.txt', 'src/train.py'])).toBe(true);
  });
});

describe('a schedule', () => {
  it('comes next in its time zone', () => {
    const after = new Date('2026-11-27T12:00:00Z');
    expect(nextTime({ cron: '0 3 * * 1', timeZone: 'Europe/Berlin' }, after)).toEqual(
      new Date('2026-11-30T02:00:00Z'),
    );
    expect(nextTime({ cron: '0 0 30 2 *', timeZone: 'UTC' }, after)).toBeUndefined();
  });
});
