import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import fc from 'fast-check';
import { issueAt } from './origin.ts';
import { parseResources } from './parse-resources.ts';
import { Job } from './job/job.ts';
import { jobText } from './testing/document-texts.ts';
import { malformedDocuments } from './testing/malformed-documents.ts';

const workspace = path.resolve(import.meta.dirname, '../../../..');

function refusal(file: string, text: string): InvalidInputError {
  try {
    parseResources(file, text);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a resource file', () => {
  it('gives its resources in their order, with the defaults filled in', () => {
    const resources = parseResources(
      'all.yaml',
      `apiVersion: slipway.dev/v1
kind: Job
metadata: { name: train, team: demo }
spec: { image: python, command: [python] }
---
apiVersion: slipway.dev/v1
kind: Team
metadata: { name: demo }
spec: {}
---
# nothing more
`,
    );
    expect(resources).toEqual([
      {
        apiVersion: 'slipway.dev/v1',
        kind: 'Job',
        metadata: { name: 'train', team: 'demo' },
        spec: {
          image: 'python',
          command: ['python'],
          args: [],
          env: [],
          resources: { cpu: '1', memory: '2Gi' },
          replicas: 1,
          retries: { limit: 0, backoff: { initial: '10s', factor: 2, max: '5m' } },
          stopGracePeriod: '30s',
          artifacts: [],
        },
      },
      { apiVersion: 'slipway.dev/v1', kind: 'Team', metadata: { name: 'demo' }, spec: { members: [] } },
    ]);
  });

  it.each([
    ['examples/digits/job.yaml', 'Job'],
    ['examples/digits/study.yaml', 'Study'],
    ['gitops/environment/teams/demo/team.yaml', 'Team'],
    ['gitops/environment/clusters/local/cluster.yaml', 'Cluster'],
  ])('that we ship is right: %s', (file, kind) => {
    const resources = parseResources(file, readFileSync(path.join(workspace, file), 'utf8'));
    expect(resources.map((resource) => resource.kind)).toEqual([kind]);
  });

  it('may begin with a byte order mark and end its lines as Windows does', () => {
    const text = jobText('  args: [--epochs, "5"]');
    expect(parseResources('job.yaml', `\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(
      parseResources('job.yaml', text),
    );
  });

  it('may be JSON, and may use anchors', () => {
    const job = { apiVersion: 'slipway.dev/v1', kind: 'Job', metadata: { name: 'train', team: 'demo' } };
    const json = JSON.stringify({ ...job, spec: { image: 'a', command: ['b'], args: ['b'] } });
    const anchors = jobText('  args: &list [a, b]\n  artifacts: []\n  placement: { clusters: *list }');
    expect(parseResources('job.json', json)[0]).toEqual(Job.parse(JSON.parse(json)));
    expect(parseResources('job.yaml', anchors)[0]).toMatchObject({
      spec: { args: ['a', 'b'], placement: { clusters: ['a', 'b'] } },
    });
  });

  it('reads a number of cores as text, and nothing else', () => {
    const [job] = parseResources('job.yaml', jobText('  resources: { cpu: 0.5 }'));
    expect(job).toMatchObject({ spec: { resources: { cpu: '0.5' } } });
  });
});

describe('an issue', () => {
  it('has file, line, column, path, what was expected and the nearest name', () => {
    const error = refusal('teams/demo/train.yaml', jobText('  retries:\n    limt: 3'));
    expect(error.message).toBe('teams/demo/train.yaml:9:5: spec.retries.limt: unknown field "limt"');
    expect(error.issues).toEqual([
      {
        file: 'teams/demo/train.yaml',
        line: 9,
        column: 5,
        path: 'spec.retries.limt',
        message: 'unknown field "limt"',
        expected: 'one of limit, backoff',
        suggestion: 'limit',
      },
    ]);
  });

  it('that is found later still has its place in the file', () => {
    const [job] = parseResources('job.yaml', jobText('  args: [a]'));
    if (!job) throw new Error('expected a Job');
    const found = issueAt(job, ['metadata', 'team'], { message: 'there is no team demo' });
    expect(found).toEqual({
      file: 'job.yaml',
      line: 3,
      column: 32,
      path: 'metadata.team',
      message: 'there is no team demo',
    });
    const stored = structuredClone(job);
    expect(issueAt(stored, ['spec', 'args', 0], { message: 'm', expected: 'e' })).toEqual({
      path: 'spec.args[0]',
      message: 'm',
      expected: 'e',
    });
  });

  it('shows neither credentials nor invisible characters', () => {
    const secret = refusal(
      'job.yaml',
      jobText('  source: { git: { url: "https://bob:hunter2@h/x", revision: a } }'),
    );
    expect(JSON.stringify(secret.issues)).not.toContain('hunter2');
    const hidden = refusal('job.yaml', jobText('  priority: "a\u200Bb"'));
    expect(hidden.message).toContain('"a\\u200bb"');
  });
});

describe('whatever a file holds', () => {
  const outcome = (text: string): string => {
    try {
      parseResources('any.yaml', text);
      return 'accepted';
    } catch (error) {
      if (!(error instanceof InvalidInputError) || error.issues.length === 0) throw error;
      return 'refused';
    }
  };

  it('it is accepted or refused with issues, and nothing else happens', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => outcome(text) !== ''));
  });

  it('a line that was damaged is accepted or refused with issues too', () => {
    const texts = malformedDocuments.map(({ text }) => text).filter((text) => text.length < 2000);
    const piece = fc.constantFrom(
      '',
      ':',
      '- ',
      '{',
      ']',
      '"',
      "'",
      '&a ',
      '*a',
      '!!str ',
      '|\n',
      '#',
      '\t',
      '? ',
      '%',
    );
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(5), piece, (text, seed, length, inserted) => {
        const at = seed % (text.length + 1);
        return outcome(text.slice(0, at) + inserted + text.slice(at + length)) !== '';
      }),
      { numRuns: 500 },
    );
  });
});
