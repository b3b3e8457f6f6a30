import { describe, expect, it } from '@jest/globals';
import { InvalidInputError, TooLargeError } from '@slipway/kernel';
import fc from 'fast-check';
import { objectsOf, rendered, sampleCluster, sampleClusters, sampleJob } from './testing/sample-attempt.ts';

const jobOf = (...request: Parameters<typeof rendered>): unknown => objectsOf(rendered(...request)).at(-1);

describe('the manifest of an attempt', () => {
  it('lies in the folder of its day on its cluster, under its own name', () => {
    expect(rendered(sampleJob(), [], { epoch: 3 }).path).toBe(
      'clusters/onprem-1/runs/vision/2026-11-24/train-0123abcd-3.yaml',
    );
  });

  it('is a Job that never retries by itself and never expires', () => {
    expect(jobOf(sampleJob())).toMatchObject({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'train-0123abcd-1', namespace: 'vision' },
      spec: { backoffLimit: 0, template: { spec: { restartPolicy: 'Never' } } },
    });
    expect(rendered(sampleJob()).content).not.toContain('ttlSecondsAfterFinished');
  });

  it('is an indexed Job when there are several replicas, and a plain one otherwise', () => {
    expect(jobOf(sampleJob('  replicas: 4'))).toMatchObject({
      spec: { completionMode: 'Indexed', completions: 4, parallelism: 4 },
    });
    expect(rendered(sampleJob('  replicas: 4')).content).not.toContain('JOB_COMPLETION_INDEX');
    const one = rendered(sampleJob());
    expect(one.content).not.toMatch(/completionMode|completions|parallelism/);
    expect(one.content).toContain('name: JOB_COMPLETION_INDEX\n              value: "0"\n');
  });

  it('asks for accelerators by their resource name, in the main container alone', () => {
    const job = sampleJob(`  python: { requirements: [numpy] }
  resources: { cpu: 500m, memory: 8Gi, storage: 20Gi, accelerators: { type: nvidia, count: 2 } }`);
    const limits = { memory: '8Gi', 'ephemeral-storage': '20Gi' };
    const gpus = { 'nvidia.com/gpu': '2' };
    expect(jobOf(job)).toMatchObject({
      spec: {
        template: {
          spec: {
            initContainers: [{ resources: { requests: { cpu: '500m', ...limits }, limits } }],
            containers: [
              {
                resources: { requests: { cpu: '500m', ...limits, ...gpus }, limits: { ...limits, ...gpus } },
              },
            ],
          },
        },
      },
    });
  });

  it('names secrets instead of holding them', () => {
    const job = sampleJob(
      '  env: [{ name: HUB_TOKEN, secret: { name: hub, key: token } }, { name: MODE, value: "on" }]',
    );
    const env = [
      { name: 'HUB_TOKEN', valueFrom: { secretKeyRef: { name: 'hub', key: 'token' } } },
      { name: 'MODE', value: 'on' },
    ];
    expect(jobOf(job)).toMatchObject({
      spec: { template: { spec: { containers: [{ env: expect.arrayContaining(env) }] } } },
    });
  });

  it('waits for the Secret with its access to Slipway, unless its code is not trusted or its cluster gives none', () => {
    const envFrom = [{ secretRef: { name: 'train-0123abcd-1-access' } }];
    expect(jobOf(sampleJob())).toMatchObject({
      spec: { template: { spec: { containers: [{ envFrom }] } } },
    });
    expect(rendered(sampleJob('  untrusted: true')).content).not.toContain('envFrom');
    const cluster = { ...sampleCluster, spec: { ...sampleCluster.spec, access: 'none' as const } };
    expect(rendered(sampleJob(), [], { cluster }).content).not.toContain('envFrom');
  });

  it('satisfies the Pod Security Standard "restricted" in every container', () => {
    const job = sampleJob(`  source: { git: { url: "https://github.com/org/repo.git", revision: main } }
  python: { requirements: [numpy] }`);
    const restricted = {
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    };
    expect(jobOf(job)).toMatchObject({
      spec: {
        template: {
          spec: {
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
            initContainers: [restricted, restricted],
            containers: [restricted],
          },
        },
      },
    });
  });

  it('rounds times up to whole seconds', () => {
    const job = sampleJob('  timeout: 1500ms\n  stopGracePeriod: 1.2s');
    expect(jobOf(job)).toMatchObject({
      spec: { activeDeadlineSeconds: 2, template: { spec: { terminationGracePeriodSeconds: 2 } } },
    });
  });

  it('is the same whatever the order in which labels and selectors were written', () => {
    const one = sampleJob('  placement: { nodeSelector: { a: "1", b: "2" } }', '{ x: "1", y: "2" }');
    const other = sampleJob('  placement: { nodeSelector: { b: "2", a: "1" } }', '{ y: "2", x: "1" }');
    expect(rendered(one)).toEqual(rendered(other));
  });
});

describe('the workers of a Study', () => {
  const workers = { ...sampleJob(), isWorkers: true };
  const [program, ...rest] = sampleJob().spec.command;

  it('have the command slipway from the image of Slipway, whatever their own image has', () => {
    expect(program).toBe('python');
    const volumeMounts = [{ name: 'slipway-runner', mountPath: '/slipway/runner' }];
    expect(jobOf(workers)).toMatchObject({
      spec: {
        template: {
          spec: {
            shareProcessNamespace: true,
            initContainers: [
              {
                name: 'slipway-runner',
                image: 'registry.example.org/slipway:1',
                command: ['cp', '-R'],
                args: ['/opt/slipway/runner/.', '/slipway/runner'],
                volumeMounts,
              },
            ],
            containers: [
              {
                command: [
                  ...['/slipway/runner/ld.so', '--inhibit-cache', '--library-path', '/slipway/runner/lib'],
                  ...['/slipway/runner/node', '/slipway/runner/slipway.mjs', ...rest],
                ],
                volumeMounts: [{ ...volumeMounts[0], readOnly: true }],
              },
            ],
            volumes: [{ name: 'slipway-runner', emptyDir: {} }],
          },
        },
      },
    });
  });

  it('have it on the machine of a local agent', () => {
    const text = rendered(workers, [], { cluster: sampleClusters.local }).content;
    expect(text).toContain('- python\n');
    expect(text).not.toContain('runner');
    expect(text).not.toContain('shareProcessNamespace');
  });

  it('are refused on a cluster that says no image of Slipway', () => {
    expect(() => rendered(workers, [], { cluster: sampleClusters.argocd })).toThrow(InvalidInputError);
    expect(() => rendered(workers, [], { cluster: sampleClusters.argocd })).toThrow(
      'cluster aws-1 has no image with it: set spec.images.slipway in its cluster.yaml',
    );
    expect(() => rendered(sampleJob(), [], { cluster: sampleClusters.argocd })).not.toThrow();
  });
});

describe('source files', () => {
  const job = sampleJob('  source: { files: [train.py, lib/data.py] }');
  const files = [
    { path: 'train.py', content: 'import lib.data\n' },
    { path: 'lib/data.py', content: '' },
  ];

  it('come in a ConfigMap beside the Job and are copied to where the program runs', () => {
    const [configMap, rest] = objectsOf(rendered(job, files));
    expect(configMap).toMatchObject({
      kind: 'ConfigMap',
      metadata: { name: 'train-0123abcd-1-source', namespace: 'vision' },
      immutable: true,
      data: { 'lib__data.py': '', 'train.py': 'import lib.data\n' },
    });
    const items = [
      { key: 'lib__data.py', path: 'lib/data.py' },
      { key: 'train.py', path: 'train.py' },
    ];
    expect(rest).toMatchObject({
      spec: {
        template: {
          spec: {
            initContainers: [{ name: 'slipway-source', args: ['lib/data.py', 'train.py'] }],
            volumes: [{ name: 'slipway-work' }, { configMap: { name: 'train-0123abcd-1-source', items } }],
          },
        },
      },
    });
  });

  it('give the same bytes in whatever order they are handed over', () => {
    expect(rendered(job, files.toReversed())).toEqual(rendered(job, files));
  });

  it('keep any text as it is', () => {
    const single = sampleJob('  source: { files: [a.txt] }');
    const text = fc.string({ unit: 'grapheme', maxLength: 300 }).filter((content) => !content.includes('\0'));
    fc.assert(
      fc.property(text, (content) => {
        const [configMap] = objectsOf(rendered(single, [{ path: 'a.txt', content }]));
        expect(configMap).toMatchObject({ data: { 'a.txt': content } });
      }),
    );
  });

  it.each([
    ['is missing', files.slice(0, 1), 'there is no such file beside the Job'],
    [
      'is not named by the Job',
      [...files, { path: 'x.py', content: '' }],
      'spec.source.files does not name it',
    ],
    ['has a NUL', [{ path: 'train.py', content: 'a\0b' }, ...files.slice(1)], 'it is no text file'],
    [
      'has half a character',
      [{ path: 'train.py', content: '\uD800' }, ...files.slice(1)],
      'it is no text file',
    ],
  ])('are refused when one %s', (_what, given, problem) => {
    expect(() => rendered(job, given)).toThrow(InvalidInputError);
    expect(() => rendered(job, given)).toThrow(problem);
  });

  it('are refused when two would have the same key', () => {
    const twins = ['a/b', 'a__b'].map((path) => ({ path, content: '' }));
    expect(() => rendered(sampleJob('  source: { files: [a/b, a__b] }'), twins)).toThrow(
      "source file a__b of Job train: it can't go together with a/b; rename one",
    );
  });

  it('are refused when they are larger than a ConfigMap takes', () => {
    const large = [{ path: 'train.py', content: 'x'.repeat(786_433) }, ...files.slice(1)];
    expect(() => rendered(job, large)).toThrow(TooLargeError);
  });
});
