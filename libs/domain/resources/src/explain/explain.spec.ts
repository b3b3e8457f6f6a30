import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { explain } from './explain.ts';
import { formatExplanation } from './format-explanation.ts';

const refusal = (path: string): InvalidInputError => {
  try {
    explain(path);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error('it was explained');
};

describe('explaining', () => {
  it('a kind tells what it is and which fields it has', () => {
    const { path, type, description, fields } = explain('Job');
    expect({ path, type, description }).toEqual({
      path: 'job',
      type: 'object',
      description: 'A program that runs to its end.',
    });
    expect(fields.map(({ name, required }) => [name, required])).toEqual([
      ['apiVersion', true],
      ['kind', true],
      ['metadata', true],
      ['spec', true],
    ]);
  });

  it('a field tells its type, its default, its examples and what it is for', () => {
    expect(explain('job.spec.retries.limit')).toEqual({
      path: 'job.spec.retries.limit',
      type: 'whole number',
      description: 'How often a failed run is tried again.',
      default: 0,
      fields: [],
    });
    expect(explain('job.spec.resources.memory')).toMatchObject({
      type: 'text',
      default: '2Gi',
      examples: ['512Mi', '4Gi'],
    });
    expect(explain('cluster.spec.provider').type).toBe('onprem | aws | gcp | azure | local');
    expect(explain('team.spec.quota.accelerators').type).toBe('map of text to whole number');
  });

  it('goes through lists and alternatives, with or without an index', () => {
    const env = explain('job.spec.env');
    expect(env.type).toBe('list of objects');
    expect(env.fields.map(({ name, required }) => [name, required])).toEqual([
      ['name', true],
      ['value', false],
      ['secret', false],
    ]);
    expect(explain('job.spec.env[2].secret.key')).toEqual(explain('job.spec.env.secret.key'));
    expect(explain('job.spec.source').fields.map(({ name }) => name)).toEqual(['git', 'files']);
  });

  it.each([
    ['jbo', '"jbo" is not a kind; did you mean job?', 'job'],
    ['job.spec.retires', '"retires" is not a field of job.spec; did you mean retries?', 'retries'],
    [
      'pod',
      '"pod" is not a kind; expected one of cluster, job, study, team, environment, policy, workflow',
      undefined,
    ],
    [
      '',
      '"" is not a kind; expected one of cluster, job, study, team, environment, policy, workflow',
      undefined,
    ],
    ['job.spec.image.tag', '"tag" is not a field of job.spec.image, which has no fields', undefined],
    [
      'job.__proto__',
      '"__proto__" is not a field of job; expected one of apiVersion, kind, metadata, spec',
      undefined,
    ],
  ])('%j is refused with the nearest name', (path, message, suggestion) => {
    const error = refusal(path);
    expect(error.message).toBe(message);
    expect(error.issues).toMatchObject([{ message, path }]);
    expect(error.issues[0]?.suggestion).toBe(suggestion);
  });

  it('describes every field of every kind', () => {
    const undescribed: string[] = [];
    const visit = (path: string): void => {
      for (const { name, description } of explain(path).fields) {
        if (description === '') undescribed.push(`${path}.${name}`);
        visit(`${path}.${name}`);
      }
    };
    for (const kind of ['cluster', 'job', 'team']) visit(kind);
    expect(undescribed).toEqual([]);
  });
});

describe('an explanation for a terminal', () => {
  it('has path, type, default, description and fields', () => {
    expect(formatExplanation(explain('job.spec.retries.backoff'))).toBe(`PATH         job.spec.retries.backoff
TYPE         object

  How long to wait before a retry.

FIELDS
  initial  <text>
      Wait before the first retry.
  factor  <number>
      Each wait is this many times the one before.
  max  <text>
      Longest wait.
`);
    expect(formatExplanation(explain('job.spec.resources.cpu'))).toContain(
      'DEFAULT      "1"\nEXAMPLES     "500m", "2"\n',
    );
  });

  it('has lines of at most 100 characters', () => {
    const lines = ['job', 'job.spec', 'job.spec.env', 'cluster.spec', 'team.spec']
      .flatMap((path) => formatExplanation(explain(path)).split('\n'))
      .map((line) => line.length);
    expect(Math.max(...lines)).toBeLessThanOrEqual(100);
  });
});
