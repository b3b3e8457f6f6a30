import { ReportedStatus } from '@slipway/contracts';
import { canonicalJson, SlipwayError } from '@slipway/kernel';
import type {
  ClusterStatusStore,
  CommitStatus,
  DeploymentStore,
  GitHost,
  Logger,
  ObjectId,
} from '@slipway/ports';
import {
  deploymentOf,
  DeploymentStage,
  isSettled,
  type Deployment,
  type DeploymentProgress,
  type ReconcilerWord,
} from '@slipway/runs';

/** The status of a commit that tells how far all of it is. */
export const deployContext = 'slipway/deploy';

export interface TellDeps {
  readonly host: Pick<GitHost, 'setStatus' | 'reportDeployment'>;
  readonly deployments: DeploymentStore;
  readonly clusters: Pick<ClusterStatusStore, 'list'>;
  readonly repository: string;
  /** Address of Slipway for people, for links to logs; undefined: there are no links. */
  readonly publicUrl: string | undefined;
  readonly logger: Logger;
}

/** Of one pass. */
const mostCommits = 100;
const mostClusters = 500;
/** Milliseconds for which a commit is told of: what has not come to its end by then will not. */
const patience = 7 * 86_400_000;

/**
 * Tells on the host how far commits of others are: taken over, committed, applied and healthy, on each cluster. Only what has
 * changed since it was told last.
 * @throws UnavailableError when the host does not answer: what was not told is told by the next pass
 */
export async function tellDeployments(deps: TellDeps, now: Date): Promise<void> {
  const { deployments, repository, logger } = deps;
  const since = new Date(now.getTime() - patience);
  const commits = await deployments.unsettled(repository, since, mostCommits);
  if (commits.length === 0) return;
  const reconcilers = await reconcilersOf(deps);
  for (const commit of commits) {
    const deployment = deploymentOf(await deployments.resources(repository, commit), reconcilers);
    const told = canonicalJson({ overall: deployment.overall, clusters: [...deployment.clusters] });
    if (told === (await deployments.told(repository, commit))) continue;
    try {
      await tell(deps, commit, deployment);
      await deployments.noteTold(repository, commit, told, isSettled(deployment));
    } catch (error) {
      if (!(error instanceof SlipwayError) || error.retryable) throw error;
      logger.warn('the host does not take word of a commit: it is told of no more', { error, commit });
      await deployments.noteTold(repository, commit, told, true);
    }
  }
}

async function reconcilersOf({
  clusters,
}: Pick<TellDeps, 'clusters'>): Promise<ReadonlyMap<string, ReconcilerWord>> {
  const known = new Map<string, ReconcilerWord>();
  for (const { cluster, status } of await clusters.list({ after: undefined, limit: mostClusters })) {
    const { reconciler } = ReportedStatus.parse(status);
    if (reconciler) known.set(cluster, { ready: reconciler.ready, message: reconciler.message });
  }
  return known;
}

async function tell(
  { host, publicUrl }: TellDeps,
  commit: ObjectId,
  { overall, clusters }: Deployment,
): Promise<void> {
  const word = (progress: DeploymentProgress): Omit<CommitStatus, 'context'> => ({
    ...{ commit, state: stateOf(progress), description: progress.description },
    url: logOf(progress, publicUrl),
  });
  for (const [environment, progress] of clusters)
    await host.reportDeployment({ ...word(progress), environment });
  await host.setStatus({ ...word(overall), context: deployContext });
}

function stateOf({ stage }: DeploymentProgress): CommitStatus['state'] {
  if (stage === DeploymentStage.Healthy) return 'success';
  return stage === DeploymentStage.Failed ? 'failure' : 'pending';
}

function logOf({ failedRun }: DeploymentProgress, publicUrl: string | undefined): string | undefined {
  if (publicUrl === undefined || failedRun === undefined) return undefined;
  return `${publicUrl.replace(/\/$/, '')}/v1/teams/${failedRun.team}/runs/${failedRun.name}/logs`;
}
