import { mainContainer } from '@slipway/render';
import { z } from 'zod';

/** What is kept of a pod of an attempt: a few hundred bytes. */
export interface PodRecord {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** Uid of its Job. */
  readonly job: string;
  /** Completion index, from 0. */
  readonly index: number;
  readonly node: string | undefined;
  /** It may have processes, now or later. */
  readonly alive: boolean;
  readonly deleting: boolean;
  /** Of a pod that failed as a whole, such as Evicted. */
  readonly reason: string | undefined;
  readonly message: string | undefined;
  /** Why no node takes it. */
  readonly unschedulable: string | undefined;
  /** Kubernetes ended it for a reason that lies outside of it: its node is gone, it was preempted or drained. */
  readonly disruption: string | undefined;
  /** Those that prepare, in their order, and last the main one. */
  readonly containers: readonly ContainerRecord[];
}

export interface ContainerRecord {
  readonly name: string;
  readonly main: boolean;
  readonly state: 'waiting' | 'running' | 'terminated';
  readonly reason: string | undefined;
  readonly message: string | undefined;
  readonly exitCode: number | undefined;
  /** RFC 3339. */
  readonly finishedAt: string | undefined;
  readonly restarts: number;
}

const text = z
  .string()
  .nullish()
  .transform((value) => (value === '' ? undefined : (value?.slice(0, 500) ?? undefined)));
const Container = z.object({
  name: z.string(),
  restartCount: z.int().default(0),
  state: z
    .object({
      waiting: z.object({ reason: text, message: text }).optional(),
      running: z.object({}).optional(),
      terminated: z
        .object({
          exitCode: z.int(),
          reason: text,
          message: text,
          finishedAt: z
            .string()
            .nullish()
            .transform((value) => value ?? undefined),
        })
        .optional(),
    })
    .default({}),
});

const Pod = z.object({
  metadata: z.object({
    uid: z.string(),
    name: z.string(),
    namespace: z.string(),
    deletionTimestamp: z.string().nullish(),
    annotations: z.record(z.string(), z.string()).default({}),
    ownerReferences: z
      .array(z.object({ kind: z.string(), uid: z.string(), controller: z.boolean().default(false) }))
      .default([]),
  }),
  spec: z.object({ nodeName: z.string().optional() }).default({}),
  status: z
    .object({
      phase: z.string().optional(),
      reason: text,
      message: text,
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), reason: text, message: text }))
        .default([]),
      initContainerStatuses: z.array(Container).default([]),
      containerStatuses: z.array(Container).default([]),
    })
    .default({
      conditions: [],
      initContainerStatuses: [],
      containerStatuses: [],
      reason: undefined,
      message: undefined,
    }),
});

const indexAnnotation = 'batch.kubernetes.io/job-completion-index';

/** A pod as one of an attempt, or undefined when no Job has made it. */
export function readPod(object: unknown): PodRecord | undefined {
  const parsed = Pod.safeParse(object);
  if (!parsed.success) return undefined;
  const { metadata, spec, status } = parsed.data;
  const owner = metadata.ownerReferences.find(({ kind, controller }) => kind === 'Job' && controller);
  if (!owner) return undefined;
  const condition = (type: string, value: string) =>
    status.conditions.find((found) => found.type === type && found.status === value);
  const unscheduled = condition('PodScheduled', 'False');
  const disrupted = condition('DisruptionTarget', 'True');
  return {
    uid: metadata.uid,
    namespace: metadata.namespace,
    name: metadata.name,
    job: owner.uid,
    index: Number(metadata.annotations[indexAnnotation] ?? 0) || 0,
    node: spec.nodeName,
    alive: status.phase !== 'Succeeded' && status.phase !== 'Failed',
    deleting: metadata.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null,
    reason: status.reason,
    message: status.message,
    unschedulable: unscheduled && (unscheduled.message ?? unscheduled.reason ?? 'no node takes it'),
    disruption: disrupted && [disrupted.reason, disrupted.message].filter(Boolean).join(': '),
    containers: [
      ...status.initContainerStatuses.map((container) => containerRecord(container, false)),
      ...status.containerStatuses
        .filter(({ name }) => name === mainContainer)
        .map((container) => containerRecord(container, true)),
    ],
  };
}

function containerRecord(
  { name, restartCount, state }: z.infer<typeof Container>,
  main: boolean,
): ContainerRecord {
  const { waiting, running, terminated } = state;
  return {
    name,
    main,
    state: terminated ? 'terminated' : running ? 'running' : 'waiting',
    reason: terminated?.reason ?? waiting?.reason,
    message: terminated?.message ?? waiting?.message,
    exitCode: terminated?.exitCode,
    finishedAt: terminated?.finishedAt,
    restarts: restartCount,
  };
}
