import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { acceleratorResource, AcceleratorType } from './fields/accelerators.ts';
import { duration } from './fields/duration.ts';
import { Image } from './fields/image.ts';
import { LabelKey, LabelValue } from './fields/labels.ts';
import { JobName, TeamName } from './fields/names.ts';
import { RelativePath } from './fields/paths.ts';
import { ByteQuantity, CpuQuantity } from './fields/quantities.ts';
import { GitSource } from './job/source.ts';
import { Requirement } from './job/python.ts';

const url = GitSource.shape.url;
const revision = GitSource.shape.revision;
const wait = duration(0, 86_400_000);

const accepted: readonly (readonly [string, z.ZodType, readonly unknown[]])[] = [
  ['Job name', JobName, ['a', 'train-2', 'x'.repeat(48)]],
  ['team', TeamName, ['vision', 'team-1', 'kubeflow']],
  [
    'image',
    Image,
    ['python', 'ghcr.io/org/app:v1.2', 'localhost:5000/a/b__c:x', `a@sha256:${'0'.repeat(64)}`],
  ],
  ['label key', LabelKey, ['area', 'example.org/cost-center', 'A.b_c-9']],
  ['label value', LabelValue, ['', '4711', 'a.b_c-D']],
  ['path', RelativePath, ['train.py', 'lib/__init__.py', 'out/model+v1@2.bin', '.env.example']],
  ['number of cores', CpuQuantity, [1, 0.5, '500m', '1e2', '4k']],
  ['number of bytes', ByteQuantity, ['1Mi', '4Gi', '1.5G', '2e9', '1048576']],
  ['duration', wait, ['0s', '90s', '1h30m', '250ms', '1d']],
  ['accelerator', AcceleratorType, ['nvidia', 'google.com/tpu', 'nvidia.com/mig-1g.5gb']],
  [
    'git url',
    url,
    ['https://github.com/org/repo.git', 'ssh://git@host:2222/org/repo', 'git@github.com:org/repo.git'],
  ],
  ['revision', revision, ['main', 'v1.2.0', 'feature/x', 'a'.repeat(40)]],
  [
    'requirement',
    Requirement,
    [
      'numpy',
      'numpy==2.2.6; python_version < "3.11"',
      'torch[cuda]>=2.6,<3',
      'x @ https://example.org/x-1.0-py3-none-any.whl#sha256=00',
      'ruamel.yaml~=0.18',
    ],
  ],
];

const refused: readonly (readonly [string, z.ZodType, readonly unknown[]])[] = [
  ['Job name', JobName, ['', '-a', 'a-', 'a.b', 'a\n', 'ä', 'x'.repeat(49)]],
  ['team', TeamName, ['default', 'kube-system', 'flux-system', 'slipway']],
  ['image', Image, ['', 'Python', 'a:b:c', 'a b', '../a', 'a@sha256:0', '-v', 'a\n']],
  ['label key', LabelKey, ['', '/a', 'a/b/c', '-a', 'a b']],
  ['label value', LabelValue, ['-', 'a b', 'x'.repeat(64)]],
  [
    'path',
    RelativePath,
    ['', '/a', '../a', 'a/../b', 'a//b', './a', 'a/', '.git/x', 'a/.GIT/x', 'a b', 'a\\b', 'ä'],
  ],
  ['number of cores', CpuQuantity, [0, -1, NaN, Infinity, true, null, '', '1 core', 5000]],
  ['number of bytes', ByteQuantity, [1024, '0', '1023', '4GB', '2Ei', '-1Gi']],
  ['duration', wait, ['', '5', '25h', '-1s', '1 h']],
  ['accelerator', AcceleratorType, ['h100', 'kubernetes.io/gpu', 'x/y/z', '__proto__', 'constructor']],
  [
    'git url',
    url,
    [
      'http://h/x',
      'file:///x',
      'https://u:p@h/x',
      'https://u@h/x',
      '-o',
      'ext::sh',
      'https://h',
      'git@h:x y',
    ],
  ],
  ['revision', revision, ['', '-x', 'a..b', 'a@{1}', 'a//b', 'a/', 'a.lock', 'a b', 'a~1', 'a:b', 'HEAD^']],
  [
    'requirement',
    Requirement,
    [
      '',
      '-r x.txt',
      '--pre',
      './x.whl',
      'x @ http://h/x',
      'x @ file:///x',
      'x; import os',
      'x\ny',
      'x --hash=a',
      'https://h/x.whl',
    ],
  ],
];

describe.each(accepted)('as a %s', (_what, schema, values) => {
  it.each(values)('%j is accepted', (value) => {
    expect(schema.safeParse(value).error?.issues ?? []).toEqual([]);
  });
});

describe.each(refused)('as a %s', (_what, schema, values) => {
  it.each(values)('%j is refused', (value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});

describe('an accelerator', () => {
  it('has the same resource name by its short and by its long name', () => {
    expect(acceleratorResource('nvidia')).toBe('nvidia.com/gpu');
    expect(acceleratorResource('nvidia.com/gpu')).toBe('nvidia.com/gpu');
  });
});
