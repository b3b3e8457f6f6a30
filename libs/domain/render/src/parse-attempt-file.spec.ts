import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import fc from 'fast-check';
import { goldenManifests } from './golden/golden-manifests.ts';
import type { ManifestFile } from './manifest-file.ts';
import { parseAttemptFile } from './parse-attempt-file.ts';
import { rendered, sampleJob } from './testing/sample-attempt.ts';

const job = sampleJob(`  args: ["--rate", "$(RATE)", "$$"]
  env: [{ name: MODE, value: "a $(B) c" }, { name: TOKEN, secret: { name: hub, key: token } }]
  source: { files: [train.py, lib/data.py] }
  python: { requirements: [numpy==2.2.6] }
  resources: { cpu: 2, memory: 4Gi, accelerators: { type: nvidia, count: 1 } }
  replicas: 2
  timeout: 90s
  stopGracePeriod: 5s
  priority: research
  placement: { nodeSelector: { zone: a }, tolerations: [{ key: spot }] }
  artifacts: [{ name: model, path: out/model.bin }]`);
const files = [
  { path: 'train.py', content: 'print(1)\n' },
  { path: 'lib/data.py', content: '\tx = 1' },
];
const file = rendered(job, files, { epoch: 2 });

describe('an attempt file', () => {
  it('is read back as what the Job asked for', () => {
    expect(parseAttemptFile(file.path, file.content)).toEqual({
      name: 'train-0123abcd-2',
      namespace: 'vision',
      team: 'vision',
      job: 'train',
      run: 'train-0123abcd',
      attempt: 'train-0123abcd-2',
      epoch: 2,
      withdrawn: false,
      replicas: 2,
      command: ['python', 'train.py'],
      args: ['--rate', '$(RATE)', '$$'],
      env: [
        { name: 'MODE', value: 'a $(B) c' },
        { name: 'TOKEN', secret: { name: 'hub', key: 'token' } },
      ],
      timeoutSeconds: 90,
      gracePeriodSeconds: 5,
      requests: { cpu: '2', memory: '4Gi', 'nvidia.com/gpu': '1' },
      limits: { memory: '4Gi', 'nvidia.com/gpu': '1' },
      workspace: {
        source: {
          configMap: {
            name: 'train-0123abcd-2-source',
            files: { 'lib__data.py': 'lib/data.py', 'train.py': 'train.py' },
          },
        },
        python: { requirements: ['numpy==2.2.6'] },
        artifacts: [{ name: 'model', path: 'out/model.bin' }],
      },
      sourceFiles: files.toReversed(),
      ignored: [
        'image: no container runtime; the command runs on this machine',
        'resources: cpu 2, memory 4Gi are neither reserved nor enforced',
        'accelerators: nvidia.com/gpu is not assigned; the program sees what this machine has',
        'priority: processes start in the order of arrival, as there is room',
        'placement.nodeSelector: there is only this machine',
        'placement.tolerations: there is only this machine',
      ],
    });
  });

  // What a gateway leads to is on a cluster that has one: no machine reads that.
  const isForMachines = ({ path, content }: ManifestFile): boolean =>
    !path.includes('/') && !content.includes('kind: HTTPRoute');

  it.each(goldenManifests().filter(isForMachines))('is read when it is $path', ({ path, content }) => {
    expect(parseAttemptFile(path, content).run).toBe(path.replace('.yaml', '-0123abcd'));
  });

  it('keeps every argument and variable, which Kubernetes would expand', () => {
    const text = fc.string({ unit: fc.constantFrom('$', '(', ')', 'A', '\\', '"', ' ', '\n', 'ü') });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
        const plain = sampleJob();
        const env = texts.map((value, index) => ({ name: `V${String(index)}`, value }));
        const spec = { ...plain.spec, command: texts, args: texts, env };
        const { path, content } = rendered({ ...plain, spec });
        expect(parseAttemptFile(path, content)).toMatchObject({ command: texts, args: texts, env });
      }),
    );
  });
});

describe('an attempt file is refused', () => {
  it.each<[string, string | RegExp, string, RegExp]>([
    [
      'with a field that nobody honours',
      'backoffLimit: 0',
      'backoffLimit: 0\n  manualSelector: true',
      /unknown field "manualSelector"/,
    ],
    [
      'with the variables of another Secret',
      /name: train-0123abcd-2-access/,
      'name: hub',
      /its variables are not from the Secret train-0123abcd-2-access/,
    ],
    ['that retries by itself', 'backoffLimit: 0', 'backoffLimit: 3', /spec\.backoffLimit: 3 is not 0/],
    [
      'with another container',
      /containers:\n {8}- name: main/,
      'containers:\n        - name: side',
      /"side" is not main/,
    ],
    [
      'with another API version',
      'apiVersion: batch/v1',
      'apiVersion: batch/v2',
      /"batch\/v2" is not batch\/v1/,
    ],
    [
      'of another owner',
      /managed-by: slipway/g,
      'managed-by: helm',
      /the label app\.kubernetes\.io\/managed-by is not slipway/,
    ],
    [
      'in the namespace of another team',
      /namespace: vision/g,
      'namespace: speech',
      /the namespace is not that of the label/,
    ],
    [
      'under another name',
      'name: train-0123abcd-2\n',
      'name: train-0123abcd-3\n',
      /the name is not that of the label/,
    ],
    ['with an epoch that is none', /epoch: "2"/g, 'epoch: "02"', /the label slipway\.dev\/epoch is no epoch/],
    [
      'with an epoch of another attempt',
      /epoch: "2"/g,
      'epoch: "7"',
      /the name is not made of run and epoch/,
    ],
    [
      'of another Job',
      /dev\/job: train/g,
      'dev/job: other',
      /the label slipway\.dev\/run is not made of the name of the job/,
    ],
    [
      'with a half indexed Job',
      '  completions: 2\n',
      '',
      /completionMode, completions and parallelism do not go together/,
    ],
    [
      'with source files that the workspace does not name',
      '  lib__data.py: ',
      '  other.py: ',
      /the files of the workspace and of the ConfigMap/,
    ],
    [
      'with the ConfigMap of another attempt',
      'name: train-0123abcd-2-source\n',
      'name: x-source\n',
      /are not the same/,
    ],
    ['with a workspace that is no JSON', "workspace: '{", "workspace: '", /is missing or no JSON/],
    [
      'with a path out of the workspace',
      'out/model.bin',
      '../model.bin',
      /is no workspace: artifacts\.0\.path/,
    ],
    ['with an option of pip', 'numpy==2.2.6', '--index-url=x', /is no workspace: python\.requirements\.0/],
    [
      'with more documents',
      /^/,
      'a: 1\n---\n',
      /expected a Job, with at most a ConfigMap before it, not 3 documents/,
    ],
  ])('%s', (_what, from, to, message) => {
    const changed = file.content.replace(from, to);
    expect(changed).not.toBe(file.content);
    expect(() => parseAttemptFile(file.path, changed)).toThrow(InvalidInputError);
    expect(() => parseAttemptFile(file.path, changed)).toThrow(message);
  });

  it('when it is empty or no YAML', () => {
    expect(() => parseAttemptFile('a.yaml', '')).toThrow('not 0 documents');
    expect(() => parseAttemptFile('a.yaml', '{')).toThrow(InvalidInputError);
  });

  it('or read, whatever was damaged in it, and nothing else happens', () => {
    fc.assert(
      fc.property(
        fc.nat(file.content.length),
        fc.nat(20),
        fc.string({ maxLength: 3 }),
        (at, length, inserted) => {
          try {
            parseAttemptFile(
              file.path,
              file.content.slice(0, at) + inserted + file.content.slice(at + length),
            );
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidInputError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps the variables that tell a program its trial, and leaves out those that every runtime sets', () => {
    const job = sampleJob();
    const env = [
      { name: 'SLIPWAY_TRIAL', value: '7' },
      { name: 'SLIPWAY_PARAMETER_C', value: '0.5' },
    ];
    const { content } = rendered({ ...job, spec: { ...job.spec, env } });
    expect(parseAttemptFile('attempt.yaml', content).env).toEqual(env);
  });
});
