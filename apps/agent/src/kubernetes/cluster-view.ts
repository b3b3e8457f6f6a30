import {
  readNode,
  readPodRequests,
  readReconciler,
  resourceTypes,
  type NodeRecord,
  type PodRequests,
  type ReconcilerRecord,
} from '@slipway/cluster';
import { labels, manager } from '@slipway/render';
import type { ClusterClient, FollowedObjects, ObjectChange, ResourceType } from '@slipway/ports';
import { z } from 'zod';
import { readJob, type JobRecord } from './job-record.ts';
import { readPod, type PodRecord } from './pod-record.ts';

export type ReconcilerKind = 'flux' | 'argocd' | 'none';

export interface ClusterViewOptions {
  readonly kube: ClusterClient;
  readonly reconciler: ReconcilerKind;
  /** Namespace of the objects of the reconciler. */
  readonly reconcilerNamespace: string;
  readonly onJob: (change: ObjectChange<JobRecord>) => void;
  readonly onPod: (change: ObjectChange<PodOfAttempt>) => void;
  /** Something happened to the Job with this uid. */
  readonly onTrouble: (job: string) => void;
  /** A node began to be silent, or answers again. */
  readonly onNodes: () => void;
  /** Whether what was followed is complete has changed, or what the status is made from. */
  readonly onChange: () => void;
}

/** A pod of an attempt, with what it asks of its node. */
export interface PodOfAttempt {
  readonly pod: PodRecord;
  readonly requests: PodRequests | undefined;
}

interface TroubleRecord {
  readonly job: string;
  readonly message: string;
}

const Trouble = z.object({
  involvedObject: z.object({ uid: z.string() }),
  reason: z.string().default(''),
  message: z.string().default(''),
});

const ours = `${labels.managedBy}=${manager}`;

/** What an agent sees of its cluster. */
export class ClusterView {
  readonly jobs: FollowedObjects<JobRecord>;
  readonly pods: FollowedObjects<PodOfAttempt>;
  readonly nodes: FollowedObjects<NodeRecord>;
  readonly #otherPods: FollowedObjects<PodRequests>;
  readonly #troubles: FollowedObjects<TroubleRecord>;
  readonly #byJob = new Map<string, Set<string>>();
  readonly #sources: readonly FollowedObjects<ReconcilerRecord>[];
  readonly #appliers: readonly FollowedObjects<ReconcilerRecord>[];
  readonly silentNodes = new Set<string>();

  constructor(options: ClusterViewOptions) {
    const { kube, onJob, onPod, onTrouble, onNodes, onChange, reconcilerNamespace: namespace } = options;
    const onState = onChange;
    this.jobs = kube.follow({
      type: resourceTypes.jobs,
      labelSelector: ours,
      keep: readJob,
      onChange: onJob,
      onState,
    });
    this.pods = kube.follow({
      type: resourceTypes.pods,
      labelSelector: ours,
      keep: (object) => {
        const pod = readPod(object);
        return pod && { pod, requests: readPodRequests(object) };
      },
      onChange: onPod,
      onState,
    });
    this.#otherPods = kube.follow({
      type: resourceTypes.pods,
      labelSelector: `${labels.managedBy}!=${manager}`,
      fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed',
      keep: readPodRequests,
      onState,
    });
    this.nodes = kube.follow({
      type: resourceTypes.nodes,
      keep: readNode,
      onState,
      onChange: ({ type, kept }) => {
        const silent = type === 'gone' || kept.silent;
        if (silent === this.silentNodes.has(kept.name)) return;
        if (silent) this.silentNodes.add(kept.name);
        else this.silentNodes.delete(kept.name);
        onNodes();
      },
    });
    this.#troubles = kube.follow<TroubleRecord>({
      type: resourceTypes.events,
      fieldSelector: 'involvedObject.kind=Job,type=Warning',
      keep: (object) => {
        const { success, data } = Trouble.safeParse(object);
        if (!success) return undefined;
        const text = `${data.reason}: ${data.message}`.slice(0, 500);
        return { job: data.involvedObject.uid, message: text };
      },
      onState,
      onChange: ({ type, kept }) => {
        const messages = this.#byJob.get(kept.job) ?? new Set();
        if (type === 'gone') messages.delete(kept.message);
        else messages.add(kept.message);
        if (messages.size === 0) this.#byJob.delete(kept.job);
        else this.#byJob.set(kept.job, messages);
        if (type === 'present') onTrouble(kept.job);
      },
    });
    const reconcilers = (kind: string, type: ResourceType): FollowedObjects<ReconcilerRecord> =>
      kube.follow({
        type,
        namespace,
        keep: (object) => readReconciler(kind, `${type.group}/${type.version}`, object),
        onState,
        onChange,
      });
    const flux = options.reconciler === 'flux';
    this.#sources = flux ? [reconcilers('GitRepository', resourceTypes.gitRepositories)] : [];
    this.#appliers = flux
      ? [reconcilers('Kustomization', resourceTypes.kustomizations)]
      : options.reconciler === 'argocd'
        ? [reconcilers('Application', resourceTypes.applications)]
        : [];
  }

  /** All Jobs and pods of attempts were seen once: what is missing is gone. */
  get synced(): boolean {
    return this.jobs.state.synced && this.pods.state.synced;
  }

  /** Of everything that is followed it is known what is there, or why not. */
  get known(): boolean {
    return this.#all().every(({ state }) => state.synced || state.problem !== undefined);
  }

  /** Why something is not seen at present. */
  get problems(): readonly string[] {
    const problems = this.#all().map(({ state }) => state.problem);
    return [...new Set(problems.filter((problem) => problem !== undefined))];
  }

  /** What events warn of a Job. */
  troublesOf(job: string): readonly string[] {
    return [...(this.#byJob.get(job) ?? [])];
  }

  *requests(): Generator<PodRequests> {
    for (const { requests } of this.pods.objects.values()) if (requests) yield requests;
    yield* this.#otherPods.objects.values();
  }

  get sources(): readonly ReconcilerRecord[] {
    return this.#sources.flatMap(({ objects }) => [...objects.values()]);
  }

  get appliers(): readonly ReconcilerRecord[] {
    return this.#appliers.flatMap(({ objects }) => [...objects.values()]);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all().map((followed) => followed.stop()));
  }

  #all(): readonly FollowedObjects<unknown>[] {
    const { jobs, pods, nodes } = this;
    return [jobs, pods, nodes, this.#otherPods, this.#troubles, ...this.#sources, ...this.#appliers];
  }
}
