import { accessSecretName, annotations, attemptName, labels, mainContainer } from '@slipway/render';
import { z } from 'zod';
import { namesTracking } from '../attempts/tracking-environment.ts';

/** What is kept of a Job: a few hundred bytes. */
export interface JobRecord {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly team: string;
  readonly run: string;
  readonly attempt: string;
  /** Pods that have to run and succeed. */
  readonly replicas: number;
  /** By somebody else than a withdrawal. */
  readonly suspended: boolean;
  readonly timeoutSeconds: number | undefined;
  /**
   * Its pods need the Secret with their access: with what tracks them, or without as they name a tracking server of their
   * own. Undefined: they name no such Secret, or none are made at present.
   */
  readonly access: 'tracked' | 'untracked' | undefined;
  readonly end: JobEnd | undefined;
}

export type JobEnd =
  | { readonly kind: 'complete' }
  /** Withdrawn by a commit, and its controller has ended all of its pods and will make none. */
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'failed'; readonly reason: string; readonly message: string };

const Condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().default(''),
  message: z.string().default(''),
});

const Container = z.object({
  name: z.string(),
  env: z.array(z.object({ name: z.string() })).nullish(),
  envFrom: z.array(z.object({ secretRef: z.object({ name: z.string() }).nullish() })).nullish(),
});

const Job = z.object({
  metadata: z.object({
    uid: z.string(),
    name: z.string(),
    namespace: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.object({
    completions: z.int().nullish(),
    suspend: z.boolean().nullish(),
    activeDeadlineSeconds: z.int().nullish(),
    template: z.object({ spec: z.object({ containers: z.array(Container) }) }).optional(),
  }),
  status: z
    .object({
      conditions: z.array(Condition).nullish(),
      active: z.int().nullish(),
      terminating: z.int().nullish(),
    })
    .default({}),
});

/**
 * A Job as an attempt, or undefined when it is none. Labels are not believed: only a Job in the namespace of its team,
 * and with the name of its attempt, speaks for it, so that no team can report on the attempts of another.
 */
export function readJob(object: unknown): JobRecord | undefined {
  const parsed = Job.safeParse(object);
  if (!parsed.success) return undefined;
  const { metadata, spec, status } = parsed.data;
  const { uid, name, namespace } = metadata;
  const team = metadata.labels[labels.team];
  const run = metadata.labels[labels.run];
  const attempt = metadata.labels[labels.attempt];
  const epoch = Number(metadata.labels[labels.epoch]);
  if (team !== namespace || run === undefined || attempt !== name || attemptName(run, epoch) !== name)
    return undefined;
  const is = (type: string): z.infer<typeof Condition> | undefined =>
    status.conditions?.find((condition) => condition.type === type && condition.status === 'True');
  const suspended = spec.suspend ?? false;
  const withdrawn = suspended && metadata.annotations[annotations.withdrawn] === 'true';
  const failed = is('Failed');
  const hasPods = (status.active ?? 0) + (status.terminating ?? 0) > 0;
  return {
    uid,
    namespace,
    name,
    team: namespace,
    run,
    attempt: name,
    replicas: spec.completions ?? 1,
    suspended: suspended && !withdrawn,
    timeoutSeconds: spec.activeDeadlineSeconds ?? undefined,
    access: suspended ? undefined : accessOf(name, spec.template?.spec.containers ?? []),
    end: failed
      ? { kind: 'failed', reason: failed.reason, message: failed.message }
      : is('Complete')
        ? { kind: 'complete' }
        : withdrawn && is('Suspended') && !hasPods
          ? { kind: 'withdrawn' }
          : undefined,
  };
}

function accessOf(attempt: string, containers: readonly z.infer<typeof Container>[]): JobRecord['access'] {
  const main = containers.find(({ name }) => name === mainContainer);
  if (!main?.envFrom?.some(({ secretRef }) => secretRef?.name === accessSecretName(attempt)))
    return undefined;
  return main.env?.some(namesTracking) ? 'untracked' : 'tracked';
}
