import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cluster, environment, job, planOf, smallPool, team } from '../testing/repository.ts';

const folder = path.resolve(import.meta.dirname, '../../../../../gitops/environment/policies');
const defaults = Object.fromEntries(
  readdirSync(folder).map((file) => [`policies/${file}`, readFileSync(path.join(folder, file), 'utf8')]),
);
const base = { ...environment, ...defaults };
const digest = `example.org/train@sha256:${'0'.repeat(64)}`;
const jobOf = (image: string, spec = ''): string =>
  job('digits', spec).replace('example.org/train:v1', image);

/** Names of the policies that are broken, with their level. */
function broken(text: string, more: Readonly<Record<string, string>> = {}): readonly string[] {
  const { findings } = planOf({ ...base, ...more }, { 'teams/vision/jobs/digits.yaml': text });
  return findings.map(({ level, title }) => `${level} ${title}`);
}

describe('the policies that slipway init writes', () => {
  it('are all evaluated, and let a pinned image of moderate size pass', () => {
    const plan = planOf(base, { 'teams/vision/jobs/digits.yaml': jobOf(digest) });
    expect(plan.findings).toEqual([]);
    expect(plan.policies).toEqual([
      'budget-per-hour',
      'budget-per-month',
      'image-pinned-by-digest',
      'no-latest-image',
      'time-limited',
      'team-quota-set',
    ]);
  });

  it('deny latest and images without a tag, and warn of tags', () => {
    const pin = 'warning policy image-pinned-by-digest';
    expect(broken(jobOf('example.org/train:v1'))).toEqual([pin]);
    for (const image of ['example.org/train:latest', 'example.org:5000/train', 'train'])
      expect([image, broken(jobOf(image))]).toEqual([image, ['failure policy no-latest-image', pin]]);
  });

  it('deny accelerators without a timeout', () => {
    const gpu = {
      'clusters/east/cluster.yaml': cluster(
        'east',
        '{ name: gpu, nodes: 1, cpu: 8, memory: 64Gi, accelerators: { type: nvidia, count: 1 }, pricePerHour: 3 }',
      ),
    };
    const spec = '  resources: { accelerators: { type: nvidia, count: 1 } }\n';
    expect(broken(jobOf(digest, spec), gpu)).toEqual(['failure policy time-limited']);
    expect(broken(jobOf(digest, `${spec}  timeout: 2h\n`), gpu)).toEqual([]);
  });

  it('deny runs that cost more than the budgets', () => {
    const dear = { 'clusters/east/cluster.yaml': cluster('east', smallPool.replace('0.8', '60')) };
    expect(broken(jobOf(digest, '  resources: { cpu: 8 }\n'), dear)).toEqual([
      'failure policy budget-per-month',
    ]);
    expect(broken(jobOf(digest, '  resources: { cpu: 8 }\n  replicas: 2\n'), dear)).toEqual([
      'failure policy budget-per-month',
      'failure policy budget-per-hour',
    ]);
  });

  it('warn of a team without a quota', () => {
    const levels = (text: string): readonly string[] =>
      planOf(base, { 'teams/vision/team.yaml': text }).findings.map(
        ({ level, title }) => `${level} ${title}`,
      );
    expect(levels(team('vision', '  clusters: [east]\n'))).toEqual(['warning policy team-quota-set']);
    expect(levels(team('vision', '  quota: { cpu: 8, memory: 32Gi }\n'))).toEqual([]);
  });
});
