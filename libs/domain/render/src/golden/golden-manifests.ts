import { parseResources, type Job } from '@slipway/resources';
import type { SourceFile } from '../attempt-manifest.ts';
import type { ManifestFile } from '../manifest-file.ts';
import { renderAttempt } from '../render-attempt.ts';
import { scaleAttempt } from '../scale-attempt.ts';
import { withdrawAttempt } from '../withdraw-attempt.ts';
import { renderBootstrap } from '../cluster/bootstrap.ts';
import { renderCluster } from '../cluster/render-cluster.ts';
import { renderTeam } from '../team/render-team.ts';

const clusterAndTeam = `
apiVersion: slipway.dev/v1
kind: Cluster
metadata: { name: onprem-1 }
spec:
  provider: onprem
  reconciler: flux
  repository: { url: https://git.example.org/ml/environment.git }
  operatorNamespaces: [kueue-system]
  gateway: { name: public, namespace: gateways, proxyNamespace: envoy-gateway-system, domain: preview.example.org }
  images: { slipway: registry.example.org/slipway:0.1.0 }
---
apiVersion: slipway.dev/v1
kind: Team
metadata:
  name: vision
  labels: { cost-center: "4711" }
spec:
  members: [{ user: alice, role: maintainer }]
  quota: { cpu: 64, memory: 256Gi, accelerators: { nvidia: 8 }, runs: 20 }
`;

/** Jobs that together use every field that rendering knows. */
const jobs: readonly {
  readonly name: string;
  readonly spec: string;
  readonly files?: readonly SourceFile[];
  readonly withdrawn?: boolean;
  /** It is the workers of a Study. */
  readonly isWorkers?: boolean;
  /** It was committed with one replica, and then scaled to so many. */
  readonly scaledTo?: number;
}[] = [
  { name: 'plain', spec: 'command: [/app/evaluate]' },
  { name: 'withdrawn', spec: 'command: [/app/evaluate]', withdrawn: true },
  {
    name: 'gpu',
    spec: `command: [python, /app/train.py]
  resources: { cpu: 8, memory: 64Gi, storage: 100Gi, accelerators: { type: nvidia, count: 2 } }
  timeout: 1h30m
  stopGracePeriod: 2m
  priority: research
  placement:
    nodeSelector: { nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3 }
    tolerations: [{ key: nvidia.com/gpu, effect: NoSchedule }, { key: spot, value: "true" }]`,
  },
  {
    name: 'indexed',
    spec: `command: [python, /app/shard.py]
  args: ["--of", "4"]
  replicas: 4`,
  },
  {
    name: 'serving',
    spec: `command: [python, serve.py]
  serves: { port: 8080, host: pr-12.vision.preview.example.org }`,
  },
  {
    name: 'workers',
    spec: `command: [slipway, study, run, digits]
  args: [--pass=args, --, python, train.py, "$(RATE)"]
  source: { files: [train.py] }
  python: { requirements: [numpy==2.2.6] }`,
    files: [{ path: 'train.py', content: 'print("slipway-metric loss=1")\n' }],
    isWorkers: true,
  },
  { name: 'scaled', spec: 'command: [slipway, study, run, digits]', isWorkers: true, scaledTo: 3 },
  {
    name: 'git-source',
    spec: `command: [python, -m, train]
  source: { git: { url: "https://github.com/example/train.git", revision: v1.2.0 } }
  python: { requirements: [numpy==2.2.6, "scikit-learn>=1.7,<1.8; python_version >= '3.10'"] }
  artifacts: [{ name: model, path: out/model.joblib }]`,
  },
  {
    name: 'files-source',
    spec: `command: [python, train.py]
  source: { files: [train.py, lib/__init__.py, lib/data.py] }`,
    files: [
      { path: 'train.py', content: 'from lib.data import rows\n\nprint(sum(rows()))\n' },
      { path: 'lib/__init__.py', content: '' },
      {
        path: 'lib/data.py',
        content: 'def rows():\n\treturn [1, 2]  # with a tab, and no line feed at the end',
      },
    ],
  },
  {
    name: 'environment',
    spec: `command: [sh, -c, "echo $$ $(date) $HOME"]
  env:
    - { name: MODE, value: "on" }
    - { name: RATIO, value: "0.10" }
    - { name: TEMPLATE, value: "$(MODE) stays as it is" }
    - { name: HUB_TOKEN, secret: { name: hub, key: token } }`,
  },
];

/** The golden files: what rendering must give, byte for byte. Paths are relative to this folder. */
export function goldenManifests(): readonly ManifestFile[] {
  const [cluster, team] = parseResources('golden', clusterAndTeam);
  if (cluster?.kind !== 'Cluster' || team?.kind !== 'Team')
    throw new TypeError('expected a Cluster and a Team');
  const attempts = jobs.map(({ name, spec, files = [], withdrawn = false, isWorkers = false, scaledTo }) => {
    const committed = renderAttempt({
      job: { ...jobOf(name, spec), isWorkers },
      files,
      cluster,
      run: `${name}-0123abcd`,
      epoch: 1,
      day: '2026-11-01',
    });
    const scaled = scaledTo === undefined ? committed : scaleAttempt(committed, scaledTo);
    const { content } = withdrawn ? withdrawAttempt(scaled) : scaled;
    return { path: `${name}.yaml`, content };
  });
  const credentials = { username: 'git', password: 'a-token', wakeToken: 'another-token' };
  const clusters = (['flux', 'argocd'] as const).flatMap((reconciler) => {
    const itself = { ...cluster, spec: { ...cluster.spec, reconciler } };
    return [
      ...[...renderCluster(itself), ...renderTeam({ team, cluster: itself })].map(({ path, content }) => ({
        path: `${reconciler}/${path.split('/').slice(2).join('/')}`,
        content,
      })),
      { path: `${reconciler}/bootstrap.yaml`, content: renderBootstrap(itself, credentials) },
    ];
  });
  return [...attempts, ...clusters];
}

function jobOf(name: string, spec: string): Job {
  const [job] = parseResources(
    name,
    `
apiVersion: slipway.dev/v1
kind: Job
metadata: { name: ${name}, team: vision, labels: { stage: test } }
spec:
  image: registry.example.org/vision/train:1.4.2
  ${spec}
`,
  );
  if (job?.kind !== 'Job') throw new TypeError('expected a Job');
  return job;
}
