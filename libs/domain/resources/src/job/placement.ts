import { z } from 'zod';
import { distinct } from '../fields/check.ts';
import { LabelKey, Labels, LabelValue, NodeLabels } from '../fields/labels.ts';
import { Name } from '../fields/names.ts';

const Toleration = z.strictObject({
  key: LabelKey.describe('Key of the taint.'),
  value: LabelValue.optional().describe('Value of the taint; any when left out.'),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    .optional()
    .describe('Effect of the taint; any when left out.'),
});

/** Where a Job may run. */
export const Placement = z.strictObject({
  clusters: z
    .array(Name)
    .min(1)
    .max(50)
    .check(distinct((name) => name))
    .optional()
    .describe('Names of the clusters it may run on, the preferred first; all of its team when left out.'),
  clusterSelector: Labels.optional().describe('Labels that a cluster must have.'),
  onClusterLoss: z
    .enum(['wait', 'move'])
    .default('wait')
    .describe(
      'What becomes of a run whose cluster is silent for so long that it counts as lost: it waits for the cluster, or moves to another one that its placement allows. The lost cluster may still be executing it, so only a program that may run twice at the same time should move.',
    ),
  nodeSelector: NodeLabels.optional().describe('Labels that a node must have.'),
  tolerations: z
    .array(Toleration)
    .max(20)
    .optional()
    .describe('Taints of nodes that it may run on nevertheless.'),
});
