import { z } from 'zod';

export const Condition = z.object({
  type: z.string(),
  /** Those of Argo CD's Applications have none: they are there or not. */
  status: z.string().default('True'),
  reason: z.string().nullish(),
  message: z.string().nullish(),
});
export type Condition = z.infer<typeof Condition>;

/** What all objects have in common; the rest is for the rule of the kind. */
export const KubernetesObject = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    generation: z.number().optional(),
    deletionTimestamp: z.string().optional(),
  }),
  spec: z.looseObject({ suspend: z.boolean().optional() }).default({}),
  status: z
    .looseObject({ observedGeneration: z.number().optional(), conditions: z.array(Condition).optional() })
    .default({}),
});
export type KubernetesObject = z.infer<typeof KubernetesObject>;

/** The condition of this type when it has this status. */
export function condition(
  { status }: KubernetesObject,
  type: string,
  value: 'True' | 'False' | 'Unknown',
): Condition | undefined {
  return status.conditions?.find((found) => found.type === type && found.status === value);
}

/** Reason and message as one text. */
export function told({ type, reason, message }: Condition): string {
  return (
    [reason, message].filter((part) => part !== undefined && part !== null && part !== '').join(': ') || type
  );
}
