import { isFinalRun, RunState } from './run.ts';

/** How far a commit of others is: taken over, rendered in git, applied by the reconciler, and then well or not. */
export const DeploymentStage = {
  Accepted: 'accepted',
  Committed: 'committed',
  Applied: 'applied',
  Healthy: 'healthy',
  Failed: 'failed',
} as const;
export type DeploymentStage = (typeof DeploymentStage)[keyof typeof DeploymentStage];

/** A resource that a commit of others has changed, and what became of it. */
export interface DeployedResource {
  /** `Job/vision/digits` */
  readonly resource: string;
  /** Why it can not be as the commit has it. */
  readonly refusal: string | undefined;
  /** The change that brings what is rendered from it; undefined when that is nothing. */
  readonly change: RenderedChange | undefined;
  /** The run that it started. */
  readonly run: StartedRun | undefined;
}

export interface RenderedChange {
  readonly state: 'accepted' | 'pushed' | 'no-effect' | 'rejected';
  readonly rejection: string | undefined;
  /** Clusters that it writes to. */
  readonly clusters: readonly string[];
  /** Those of them whose reconciler has applied it. */
  readonly appliedOn: readonly string[];
}

export interface StartedRun {
  readonly name: string;
  readonly team: string;
  readonly cluster: string;
  readonly state: RunState;
  readonly reason: string | undefined;
}

/** What the agent of a cluster says of its reconciler. */
export interface ReconcilerWord {
  readonly ready: boolean;
  readonly message: string;
}

export interface DeploymentProgress {
  readonly stage: DeploymentStage;
  /** At most 140 characters, as much as GitHub shows. */
  readonly description: string;
  /** The run that failed. */
  readonly failedRun: Pick<StartedRun, 'name' | 'team'> | undefined;
}

export interface Deployment {
  readonly overall: DeploymentProgress;
  /** By cluster. */
  readonly clusters: ReadonlyMap<string, DeploymentProgress>;
}

interface Step {
  readonly resource: string;
  readonly stage: DeploymentStage;
  readonly reason?: string;
  readonly run?: StartedRun;
}

const order = [
  DeploymentStage.Failed,
  DeploymentStage.Accepted,
  DeploymentStage.Committed,
  DeploymentStage.Applied,
  DeploymentStage.Healthy,
];

/** How far the resources of a commit are, on each cluster and together. As far as the least of them; one that failed counts first. */
export function deploymentOf(
  resources: readonly DeployedResource[],
  reconcilers: ReadonlyMap<string, ReconcilerWord>,
): Deployment {
  const byCluster = new Map<string, Step[]>();
  const all: Step[] = [];
  for (const deployed of resources) {
    const own = stepsOf(deployed, reconcilers);
    for (const [cluster, step] of own) byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), step]);
    all.push(...own.values(), ...(own.size === 0 ? [elsewhere(deployed)] : []));
  }
  return {
    overall: progressOf(all),
    clusters: new Map([...byCluster].sort().map(([cluster, steps]) => [cluster, progressOf(steps)])),
  };
}

/** Nothing more will happen to it. */
export const isSettled = ({ overall: { stage } }: Deployment): boolean =>
  stage === DeploymentStage.Healthy || stage === DeploymentStage.Failed;

function stepsOf(
  { resource, refusal, change, run }: DeployedResource,
  reconcilers: ReadonlyMap<string, ReconcilerWord>,
): ReadonlyMap<string, Step> {
  const steps = new Map<string, Step>();
  if (refusal !== undefined) return steps;
  for (const cluster of change?.clusters ?? []) {
    const stage = stageOf(change, cluster, reconcilers.get(cluster));
    const reason = change?.rejection;
    steps.set(cluster, { resource, stage, ...(reason === undefined ? {} : { reason }) });
  }
  if (run) {
    const before = steps.get(run.cluster);
    steps.set(run.cluster, before?.stage === DeploymentStage.Failed ? before : stepOfRun(resource, run));
  }
  return steps;
}

function stageOf(
  change: RenderedChange | undefined,
  cluster: string,
  reconciler: ReconcilerWord | undefined,
): DeploymentStage {
  if (change === undefined || change.state === 'accepted') return DeploymentStage.Accepted;
  if (change.state === 'rejected') return DeploymentStage.Failed;
  if (change.state === 'no-effect') return DeploymentStage.Healthy;
  if (!change.appliedOn.includes(cluster)) return DeploymentStage.Committed;
  return reconciler?.ready === true ? DeploymentStage.Healthy : DeploymentStage.Applied;
}

/** A run is applied when it is at work, and healthy when it has succeeded. */
function stepOfRun(resource: string, run: StartedRun): Step {
  const { state, name, reason } = run;
  if (isFinalRun(state)) {
    if (state === RunState.Succeeded) return { resource, stage: DeploymentStage.Healthy };
    const why = reason === undefined ? '' : `: ${reason}`;
    return { resource, stage: DeploymentStage.Failed, reason: `run ${name} ${state}${why}`, run };
  }
  const stage =
    state === RunState.Pending
      ? DeploymentStage.Accepted
      : state === RunState.Committed
        ? DeploymentStage.Committed
        : DeploymentStage.Applied;
  return { resource, stage };
}

/** Of a resource that is on no cluster: refused, or nothing follows from it. */
const elsewhere = ({ resource, refusal }: DeployedResource): Step =>
  refusal === undefined
    ? { resource, stage: DeploymentStage.Healthy }
    : { resource, stage: DeploymentStage.Failed, reason: refusal };

function progressOf(steps: readonly Step[]): DeploymentProgress {
  const least = steps.toSorted((one, other) => order.indexOf(one.stage) - order.indexOf(other.stage))[0];
  const stage = least?.stage ?? DeploymentStage.Healthy;
  const here = steps.filter((step) => step.stage === stage).length;
  const which =
    stage === DeploymentStage.Failed
      ? `${least?.resource ?? ''}: ${least?.reason ?? 'its change was rejected'}`
      : `${String(here)} of ${String(steps.length)} resources`;
  const text = `${stage}: ${which}`;
  return {
    stage,
    description: text.length <= 140 ? text : `${text.slice(0, 139)}…`,
    failedRun: least?.run && { name: least.run.name, team: least.run.team },
  };
}
