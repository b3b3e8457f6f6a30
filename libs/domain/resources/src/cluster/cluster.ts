import { z } from 'zod';
import { Accelerators } from '../fields/accelerators.ts';
import { distinct, problemCheck } from '../fields/check.ts';
import { duration } from '../fields/duration.ts';
import { Image } from '../fields/image.ts';
import { LabelKey, Labels, LabelValue, NodeLabels } from '../fields/labels.ts';
import { HostName, Name } from '../fields/names.ts';
import { ByteQuantity, CpuQuantity } from '../fields/quantities.ts';
import { Description, line } from '../fields/text.ts';

const Taint = z.strictObject({
  key: LabelKey.describe('Key of the taint.'),
  value: LabelValue.optional().describe('Value of the taint.'),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).describe('What it does to pods.'),
});

const NodePool = z.strictObject({
  name: Name.describe('Name, unique in its cluster.'),
  nodes: z.int().min(0).max(15_000).describe('Nodes that it has, or may grow to.'),
  cpu: CpuQuantity.describe('CPU cores of one node that Jobs may use.'),
  memory: ByteQuantity.describe('Memory of one node that Jobs may use.'),
  accelerators: Accelerators.optional().describe('Accelerators of one node.'),
  pricePerHour: z
    .number()
    .min(0)
    .max(100_000)
    .optional()
    .describe('Price of one node for an hour, in US dollars.'),
  capacityType: z
    .enum(['on-demand', 'spot'])
    .default('on-demand')
    .describe('Whether the provider may take a node away while it is in use (spot).'),
  zones: z
    .array(line(63).min(1))
    .min(1)
    .max(20)
    .check(distinct((zone) => zone))
    .optional()
    .describe('Zones of the region that its nodes are in.'),
  labels: NodeLabels.optional().describe('Labels of its nodes.'),
  taints: z.array(Taint).max(20).optional().describe('Taints of its nodes: Jobs need tolerations for them.'),
});

const Images = z.strictObject({
  git: Image.default('docker.io/alpine/git:v2.49.1').describe(
    'Has git and a POSIX shell; it puts the source of a Job into place.',
  ),
  slipway: Image.optional().describe(
    'The image of Slipway itself, built by its Containerfile; it brings the command slipway to the workers of Studies, which need it.',
  ),
});

const repositoryUrl = /^(https?|ssh):\/\/([A-Za-z_][\w-]*@)?[A-Za-z0-9[][A-Za-z0-9.:\]-]*\/[\w.~+/%-]+$/;

function repositoryProblem(url: string): string | undefined {
  if (/^https?:\/\/[^/]*@/i.test(url) || /^[a-z]+:\/\/[^/]*:[^/]*@/i.test(url))
    return 'credentials do not belong into a URL: git keeps them for ever';
  return repositoryUrl.test(url)
    ? undefined
    : 'expected an https, http or ssh URL such as https://github.com/org/environment.git';
}

/** How the reconciler of a cluster reads the environment repository. */
const Repository = z.strictObject({
  url: z
    .string()
    .max(500, { abort: true })
    .check(problemCheck(repositoryProblem))
    .meta({ examples: ['https://github.com/org/environment.git'] })
    .describe('Address of the environment repository as the cluster reaches it, without credentials.'),
  branch: line(200).min(1).default('main').describe('Branch that is applied.'),
});

/** How programs that serve are reached from outside. https://gateway-api.sigs.k8s.io */
const Gateway = z.strictObject({
  name: Name.describe('Name of the Gateway (gateway.networking.k8s.io).'),
  namespace: Name.describe('Its namespace. It has to let routes of the namespaces of teams in.'),
  proxyNamespace: Name.optional().describe(
    'Namespace of the pods that pass on what it is sent; that of the Gateway when left out.',
  ),
  domain: HostName.describe('Domain that it answers for: programs are reached at NAME.TEAM.DOMAIN.'),
});

/** A place where Jobs run. */
export const Cluster = z.strictObject({
  apiVersion: z.literal('slipway.dev/v1').describe('Version of the schema.'),
  kind: z.literal('Cluster').describe('A place where Jobs run.'),
  metadata: z
    .strictObject({
      name: Name.describe('Name; also that of its folder in the environment repository.'),
      labels: Labels.optional().describe('Labels of its own.'),
      description: Description.optional().describe('What it is for.'),
    })
    .describe('What it is called.'),
  spec: z
    .strictObject({
      provider: z
        .enum(['onprem', 'aws', 'gcp', 'azure', 'local'])
        .describe('Who runs its machines; local is the machine of the agent, without Kubernetes.'),
      region: line(63).optional().describe('Region of the provider.'),
      reconciler: z
        .enum(['flux', 'argocd', 'local'])
        .describe('What applies the environment repository to it.'),
      repository: Repository.optional().describe(
        'Environment repository as its reconciler reads it; needed with flux and argocd.',
      ),
      availability: z
        .enum(['available', 'cordoned', 'lost'])
        .default('available')
        .describe(
          'Whether it gets runs. A cordoned one keeps what it has and gets none; lost says that it is off for certain: its runs go on elsewhere.',
        ),
      lostAfter: duration(60_000, 7 * 86_400_000)
        .default('15m')
        .describe(
          'How long its agent may be silent until it counts as lost for Jobs that move then (placement.onClusterLoss).',
        ),
      operatorNamespaces: z
        .array(Name)
        .max(50)
        .default([])
        .check(distinct((name) => name))
        .describe(
          'Namespaces of operators (such as kueue-system) that may write objects into the namespaces of teams.',
        ),
      nodePools: z
        .array(NodePool)
        .max(200)
        .default([])
        .check(distinct((pool) => pool.name, 'name'))
        .describe('What its nodes offer.'),
      gateway: Gateway.optional().describe(
        'Gateway by which programs that serve are reached from outside; nobody reaches them when left out.',
      ),
      access: z
        .enum(['secret', 'none'])
        .default('secret')
        .describe(
          'How the programs of Jobs get the address and a token of Slipway and of its model registry: by a Secret that the agent makes for each attempt, or not at all. The local agent always gives them.',
        ),
      images: Images.prefault({}).describe('Images of the steps that prepare the pods of a Job.'),
    })
    .check(({ value, issues }) => {
      const problem = reconcilerProblem(value);
      if (problem)
        issues.push({
          code: 'custom',
          input: value[problem.field],
          path: [problem.field],
          message: problem.text,
          params: { problem: problem.text },
        });
    })
    .describe('Where it is and what it offers.'),
});

function reconcilerProblem({
  provider,
  reconciler,
  repository,
  gateway,
}: {
  readonly provider: string;
  readonly reconciler: string;
  readonly repository?: unknown;
  readonly gateway?: unknown;
}): { readonly field: 'reconciler' | 'repository' | 'gateway'; readonly text: string } | undefined {
  if ((provider === 'local') !== (reconciler === 'local'))
    return {
      field: 'reconciler',
      text: 'the provider local goes with the reconciler local, and any other with flux or argocd',
    };
  if (reconciler === 'local' && gateway !== undefined)
    return {
      field: 'gateway',
      text: 'there is no gateway to a machine: programs are reached at its own ports',
    };
  if (reconciler !== 'local' && repository === undefined)
    return {
      field: 'repository',
      text: `${reconciler} needs to know where the environment repository is: { url: https://… }`,
    };
  return undefined;
}

export type Cluster = z.output<typeof Cluster>;
