import { acceleratorResource, type Job } from '@slipway/resources';

export interface ContainerResources {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/**
 * What a replica asks for and may use. CPU has no limit: it would only slow down what the node could give. Accelerators
 * are for the main container alone.
 */
export function containerResources(
  { cpu, memory, storage, accelerators }: Job['spec']['resources'],
  main: boolean,
): ContainerResources {
  const limits = {
    memory,
    ...(storage !== undefined && { 'ephemeral-storage': storage }),
    ...(main && accelerators && { [acceleratorResource(accelerators.type)]: String(accelerators.count) }),
  };
  return { requests: { cpu, ...limits }, limits };
}
