import { z } from 'zod';
import { problemCheck } from './check.ts';

/** Short names of the resource names under which device plugins offer accelerators. */
const shortNames: Readonly<Record<string, string>> = {
  nvidia: 'nvidia.com/gpu',
  amd: 'amd.com/gpu',
  intel: 'gpu.intel.com/xe',
  gaudi: 'habana.ai/gaudi',
  tpu: 'google.com/tpu',
  neuron: 'aws.amazon.com/neuron',
};

const resourceName = /^[a-z0-9]([-a-z0-9.]{0,250}[a-z0-9])?\/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** The extended resource of Kubernetes for a type of accelerator: `nvidia` and `nvidia.com/gpu` → `nvidia.com/gpu`. */
export function acceleratorResource(type: string): string {
  return Object.hasOwn(shortNames, type) ? (shortNames[type] ?? type) : type;
}

export const AcceleratorType = z
  .string()
  .max(317, { abort: true })
  .check(
    problemCheck((type) =>
      resourceName.test(acceleratorResource(type)) && !/^([^/]*\.)?kubernetes\.io\//.test(type)
        ? undefined
        : `expected ${Object.keys(shortNames).join(', ')}, or a resource name such as nvidia.com/gpu`,
    ),
  )
  .meta({ examples: ['nvidia', 'google.com/tpu'] });

export const Accelerators = z.strictObject({
  type: AcceleratorType.describe(
    'Short name (nvidia, amd, intel, gaudi, tpu, neuron) or resource name of the device plugin.',
  ),
  count: z.int().min(1).max(64).describe('Number of accelerators.'),
});
