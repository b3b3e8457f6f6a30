import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { parseResources } from '../parse-resources.ts';
import { jobThatRuns } from './worker-job.ts';
import { searchOf, type Study } from './study.ts';
import { trialJob } from './trial-job.ts';
import { variableName, withParameters } from './with-parameters.ts';
import type { Job } from '../job/job.ts';

const text = (changes: readonly (readonly [string, string])[] = []): string =>
  changes.reduce(
    (yaml, [from, to]) => yaml.replace(from, to),
    `apiVersion: slipway.dev/v1
kind: Study
metadata: { name: digits, team: vision }
spec:
  parameters:
    - { name: C, kind: float, low: 0.01, high: 10, scale: log }
    - { name: kernel, kind: categorical, choices: [rbf, poly] }
    - { name: degree, kind: int, low: 2, high: 4, when: { parameter: kernel, in: [poly] } }
  objectives: [{ metric: accuracy, direction: maximize }]
  stop: { trials: 30 }
  trials:
    workers: 3
    timeout: 5m
    image: python:3.13
    command: [python, tune.py]
    args: ["--folds", "3"]
  target: { job: train }
`,
  );

function study(...changes: readonly (readonly [string, string])[]): Study {
  const [resource] = parseResources('study.yaml', text(changes));
  if (resource?.kind !== 'Study') throw new TypeError('expected a Study');
  return resource;
}

describe('a Study', () => {
  it('is searched by its specification, with as many trials at a time as it has workers', () => {
    const search = searchOf(study());
    expect(search).toMatchObject({ parallelism: 3, stop: { trials: 30 }, lease: '2m' });
    expect(Object.keys(search)).not.toContain('trials');
    expect(Object.keys(search)).not.toContain('target');
  });

  it('runs as one Job of all its workers, which run its program for each trial', () => {
    expect(jobThatRuns(study())).toMatchObject({
      kind: 'Job',
      metadata: { name: 'digits', team: 'vision' },
      spec: {
        replicas: 3,
        image: 'python:3.13',
        command: ['slipway', 'study', 'run', 'digits'],
        args: ['--pass=args', '--timeout=5m', '--', 'python', 'tune.py', '--folds', '3'],
      },
    });
    expect(jobThatRuns(study())?.spec).not.toHaveProperty('timeout');
    expect(jobThatRuns(study(['workers: 3', 'parameters: environment']))?.spec.args[0]).toBe('--pass=env');
  });

  it.each<[string, string, string, RegExp]>([
    ['bounds the wrong way round', 'low: 0.01', 'low: 100', /study\.yaml:6:\d+: spec\.parameters\[0\]\.low/],
    ['an unknown parent', 'parameter: kernel', 'parameter: kernal', /spec\.parameters\[2\]\.when/],
    ['an unknown sampler', 'stop:', 'sampler: tpee\n  stop:', /spec\.sampler: .*there is no sampler "tpee"/],
    [
      'more workers than members of its population',
      'stop:',
      'sampler: pbt\n  population: { size: 2 }\n  stop:',
      /spec\.trials\.workers: .*a population of 2 has 2 trials at a time/,
    ],
    [
      'two objectives of one name',
      '[{ metric',
      '[{ metric: accuracy, direction: minimize }, { metric',
      /objective already/,
    ],
    [
      'what is of Jobs beside its workers',
      'workers: 3',
      'parallelism: 3',
      /study\.yaml:12:\d+: spec\.trials\.parallelism: .*workers says/,
    ],
    [
      'workers where its trials are Jobs',
      'workers: 3',
      'mode: jobs\n    workers: 3',
      /spec\.trials\.workers: /,
    ],
    [
      'a file of parameters where its trials are Jobs',
      'workers: 3',
      'mode: jobs\n    parameters: file',
      /spec\.trials\.parameters: .*SLIPWAY_PARAMETERS/,
    ],
    [
      'a population where its trials are Jobs',
      'stop: { trials: 30 }\n  trials:\n    workers: 3',
      'sampler: pbt\n  population: { size: 4 }\n  stop: { trials: 30 }\n  trials:\n    mode: jobs',
      /spec\.trials\.mode: .*trained by workers/,
    ],
    ['a parallelism beside its workers', 'stop:', 'parallelism: 3\n  stop:', /unknown field "parallelism"/],
  ])('with %s is refused where it stands', (_, from, to, message) => {
    expect(() => study([from, to])).toThrow(InvalidInputError);
    try {
      study([from, to]);
    } catch (error) {
      const { issues } = error as InvalidInputError;
      const [issue] = issues;
      const place = `${issue?.file ?? ''}:${String(issue?.line)}:${String(issue?.column)}: ${issue?.path ?? ''}: `;
      expect(place + (issue?.message ?? '')).toMatch(message);
    }
  });
});

describe('a Study whose trials are Jobs', () => {
  const ofJobs = (more = ''): Study =>
    study([
      'workers: 3',
      `mode: jobs\n    parallelism: 6${more}\n    resources: { accelerators: { type: nvidia, count: 2 } }`,
    ]);
  const trial = { id: 7, parameters: { C: 0.5, kernel: 'rbf' } };

  it('is searched with as many trials at a time as it says', () => {
    expect(searchOf(ofJobs())).toMatchObject({ parallelism: 6 });
    expect(searchOf(study(['workers: 3', 'mode: jobs']))).toMatchObject({ parallelism: 1 });
  });

  it('runs each as a Job with its values, its replicas and its accelerators, and does not try it again', () => {
    const { spec } = trialJob(ofJobs('\n    replicas: 4'), trial);
    expect(spec).toMatchObject({
      command: ['python'],
      args: ['tune.py', '--folds', '3', '--C=0.5', '--kernel=rbf'],
      replicas: 4,
      timeout: '5m',
      retries: { limit: 0 },
      resources: { accelerators: { type: 'nvidia', count: 2 } },
    });
    expect(spec.env).toEqual([
      { name: 'SLIPWAY_STUDY', value: 'digits' },
      { name: 'SLIPWAY_TRIAL', value: '7' },
      { name: 'SLIPWAY_PARAMETERS', value: '{"C":0.5,"kernel":"rbf"}' },
      { name: 'SLIPWAY_PARAMETER_C', value: '0.5' },
      { name: 'SLIPWAY_PARAMETER_KERNEL', value: 'rbf' },
    ]);
    expect(trialJob(ofJobs('\n    retries: { limit: 2 }'), trial).spec.retries.limit).toBe(2);
  });

  it('gives the values in the environment alone when they are wanted there', () => {
    expect(trialJob(ofJobs('\n    parameters: environment'), trial).spec.args).toEqual([
      'tune.py',
      '--folds',
      '3',
    ]);
  });
});

describe('the best values in a Job', () => {
  const [parsed] = parseResources(
    'job.yaml',
    `apiVersion: slipway.dev/v1
kind: Job
metadata: { name: train, team: vision }
spec:
  image: python:3.13
  command: [python, train.py]
  args: [--C, "1", "--degree=3", --verbose]
  env: [{ name: kernel, value: rbf }, { name: SEED, value: "1" }]
`,
  );
  const job = parsed as Job;

  it('replace arguments in either form and add those that are missing', () => {
    expect(withParameters(job, { C: 0.5, degree: 2, kernel: 'poly' }, 'arguments').spec.args).toEqual([
      '--C=0.5',
      '--degree=2',
      '--verbose',
      '--kernel=poly',
    ]);
  });

  it('replace variables and add those that are missing', () => {
    expect(withParameters(job, { kernel: 'poly', 'l1-ratio': 0.1 }, 'environment').spec.env).toEqual([
      { name: 'kernel', value: 'poly' },
      { name: 'SEED', value: '1' },
      { name: 'l1_ratio', value: '0.1' },
    ]);
  });

  it('have names that a shell can say', () => {
    expect(['a.b', '2x', 'ok'].map(variableName)).toEqual(['a_b', '_2x', 'ok']);
  });
});
