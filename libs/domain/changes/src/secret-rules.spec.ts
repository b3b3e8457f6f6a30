import { describe, expect, it } from '@jest/globals';
import { secretIssues } from './secret-rules.ts';

const lines = (content: string, file = 'x.yaml'): (number | undefined)[] =>
  secretIssues(file, content).map(({ line }) => line);

// Put together at run time: no scanner of this repository should take a test for a leak.
const join = (...parts: string[]): string => parts.join('');
const fake = {
  aws: join('AKIA', 'ABCDEFGH23456722'),
  github: `ghp_${'a1B2'.repeat(9)}`,
  fineGrained: `github_pat_${'a1B2'.repeat(20)}`,
  gitlab: `glpat-${'a1B2'.repeat(5)}`,
  slack: join('xoxb-', '1234567890-abc'),
  google: `AIza${'aB3_-'.repeat(7)}`,
  jwt: `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c'.repeat(20)}`,
  pem: join('-----BEGIN RSA ', 'PRIVATE KEY-----'),
  pgp: join('-----BEGIN PGP ', 'PRIVATE KEY BLOCK-----'),
  huggingFace: `hf_${'aB'.repeat(17)}`,
  azure: `AccountKey=${'a'.repeat(86)}==`,
  awsSecret: `aws_secret_access_key = ${'aB3/'.repeat(10)}`,
};

describe('secretIssues', () => {
  it.each(Object.entries(fake))('finds a credential (%s) and never repeats it', (_, secret) => {
    const issues = secretIssues('teams/vision/jobs/digits/train.py', `import os\n\nkey = "${secret}"\n`);
    expect(issues).toHaveLength(1);
    expect(issues[0]?.line).toBe(3);
    expect(issues[0]?.message).toContain('teams/vision/jobs/digits/train.py:3 holds what looks like');
    expect(JSON.stringify(issues)).not.toContain(secret.slice(8, 20));
  });

  it('finds values of a Secret manifest', () => {
    expect(lines('apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ndata:\n  key: dmFsdWU=\n')).toEqual([
      5,
    ]);
    expect(lines('stringData:\n  key: value\nkind: "Secret" # yes\n')).toEqual([1]);
    expect(lines('kind: ConfigMap\ndata:\n  a: b\n---\nkind: Secret\ndata: {a: b}\n')).toEqual([6]);
    expect(lines('kind: List\nitems:\n- kind: Secret\n  data:\n    a: b\n- kind: Job\n')).toEqual([4]);
    expect(lines('kind: !!str Secret\ndata: &x\n  a: b\n')).toEqual([2]);
    expect(lines('kind:\n  Secret\ndata:\n  a: b\n')).toEqual([3]);
    expect(lines('{"kind": "Secret",\n "data": {"a": "b"}}', 'x.json')).toEqual([1]);
    expect(lines('---\n{kind: Secret, stringData: {a: b}}\n')).toEqual([2]);
    expect(lines('kind: ConfigMap\ndata:\n  x.yaml: |\n    kind: Secret\n    data:\n      a: b\n')).toEqual([
      5,
    ]);
  });

  it('lets through what only speaks of Secrets', () => {
    expect(lines('kind: Secret\nmetadata:\n  name: x\n')).toEqual([]);
    expect(lines('kind: Secret\ndata: {}\n')).toEqual([]);
    expect(lines('kind: Secret\ndata:\n---\nkind: ConfigMap\ndata:\n  a: b\n')).toEqual([]);
    expect(lines('kind: ExternalSecret\ndata:\n  - secretKey: x\n')).toEqual([]);
    expect(lines('kind: List\nitems:\n- kind: Secret\n- kind: ConfigMap\n  data:\n    a: b\n')).toEqual([]);
    expect(lines('data:\n  a: b\ntarget:\n  kind: Secret\n')).toEqual([]);
    expect(lines('env:\n- name: TOKEN\n  valueFrom:\n    secretKeyRef: {name: x, key: y}\n')).toEqual([]);
    expect(lines('# sk-learn, hf_hub, AKIA and ghp_ are words\npath: models/eyJ.txt\n')).toEqual([]);
  });

  it('stays fast and short on hostile input', () => {
    const started = performance.now();
    expect(lines('kind: Secret\n'.repeat(80_000))).toEqual([]);
    expect(lines(`kind: Secret\ndata: x\n---\n`.repeat(40_000))).toHaveLength(20);
    expect(lines(`${fake.aws} `.repeat(40_000))).toHaveLength(20);
    expect(lines(' '.repeat(1_000_000))).toEqual([]);
    expect(lines(`Secret ${'- '.repeat(500_000)}`)).toEqual([]);
    expect(lines(`eyJ${'a'.repeat(1_000_000)}`)).toEqual([]);
    expect(lines(`aws_secret_access_key${' '.repeat(1_000_000)}`)).toEqual([]);
    expect(lines(`kind: Secret${' '.repeat(500_000)}x`)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
