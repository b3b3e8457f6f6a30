import { createHash } from 'node:crypto';
import {
  decodeContent,
  makePlan,
  planReport,
  type FileContent,
  type PlanReport,
  type Snapshot,
} from '@slipway/plan';

const resource = (kind: string, metadata: string, spec: string): string =>
  `apiVersion: slipway.dev/v1\nkind: ${kind}\nmetadata: ${metadata}\nspec:\n${spec}`;

const job = (gpus: number): string =>
  resource(
    'Job',
    '{ name: digits, team: vision }',
    `  image: registry.example/digits@sha256:${'3f'.repeat(32)}
  command: [python, train.py]
  resources: { cpu: 8, memory: 32Gi, accelerators: { type: nvidia, count: ${String(gpus)} } }
`,
  );

const jobFile = 'teams/vision/jobs/digits.yaml';

const environment: Readonly<Record<string, string>> = {
  'slipway.yaml': resource('Environment', '{ name: production }', '  owners: []\n'),
  'teams/vision/team.yaml': resource(
    'Team',
    '{ name: vision }',
    '  members: [{ user: alice, role: maintainer }, { user: bob }]\n  quota: { accelerators: { nvidia: 4 } }\n',
  ),
  'clusters/gpu/cluster.yaml': resource(
    'Cluster',
    '{ name: gpu }',
    `  provider: aws
  reconciler: flux
  repository: { url: https://github.com/acme/environment.git }
  nodePools:
    - { name: a100, nodes: 4, cpu: 32, memory: 256Gi, accelerators: { type: nvidia, count: 8 }, pricePerHour: 24 }
`,
  ),
  'policies/gpus.yaml': resource(
    'Policy',
    '{ name: gpus, description: Two GPUs at most without a word with the platform team }',
    `  expression: "!has(program.resources.accelerators) || program.resources.accelerators.count <= 2"
  field: program.resources.accelerators.count
  message: "'ask the platform team before you take more than 2 GPUs'"
`,
  ),
  [jobFile]: job(1),
};

/** What a pull request says that asks for four GPUs instead of one. */
export const examplePlan = (): PlanReport =>
  planReport(
    makePlan(snapshotOf(environment, 'main'), snapshotOf({ ...environment, [jobFile]: job(4) }, 'more-gpus')),
  );

function snapshotOf(entries: Readonly<Record<string, string>>, revision: string): Snapshot {
  const contents = new Map<string, FileContent>();
  const files = Object.entries(entries).map(([path, text]) => {
    const bytes = Buffer.from(text);
    const id = createHash('sha1').update(bytes).digest('hex');
    contents.set(id, decodeContent(bytes));
    return [path, { path, mode: 'file', id }] as const;
  });
  return { revision, files: new Map(files), contents };
}
