import { z } from 'zod';
import { Accelerators } from '../fields/accelerators.ts';
import { distinct } from '../fields/check.ts';
import { Image } from '../fields/image.ts';
import { Labels, NodeLabels } from '../fields/labels.ts';
import { Name } from '../fields/names.ts';
import { ByteQuantity, CpuQuantity } from '../fields/quantities.ts';
import { Description, line } from '../fields/text.ts';

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
  labels: NodeLabels.optional().describe('Labels of its nodes.'),
});

const Images = z.strictObject({
  git: Image.default('docker.io/alpine/git:v2.49.1').describe(
    'Has git and a POSIX shell; it puts the source of a Job into place.',
  ),
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
      nodePools: z
        .array(NodePool)
        .max(200)
        .default([])
        .check(distinct((pool) => pool.name, 'name'))
        .describe('What its nodes offer.'),
      images: Images.prefault({}).describe('Images of the steps that prepare the workspace of a Job.'),
    })
    .describe('Where it is and what it offers.'),
});
export type Cluster = z.output<typeof Cluster>;
