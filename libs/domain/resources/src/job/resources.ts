import { z } from 'zod';
import { Accelerators } from '../fields/accelerators.ts';
import { ByteQuantity, CpuQuantity } from '../fields/quantities.ts';

/** What each replica asks for. Memory, disk and accelerators are also its limits. */
export const Resources = z.strictObject({
  cpu: CpuQuantity.default('1').describe(
    'CPU cores that are reserved for it; it may use more when the node is idle.',
  ),
  memory: ByteQuantity.default('2Gi').describe('Memory; a replica that uses more is killed.'),
  storage: ByteQuantity.optional().describe(
    'Local disk for source, packages and outputs; the default is what the cluster gives.',
  ),
  accelerators: Accelerators.optional().describe('GPUs, TPUs and the like.'),
});
