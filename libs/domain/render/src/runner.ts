import { InvalidInputError } from '@slipway/kernel';
import { needsRunner, type Cluster, type RunnableJob } from '@slipway/resources';
import { directories } from './workspace-volumes.ts';

/** Where the image of Slipway has the runner, as the Containerfile says. */
export const runnerInImage = '/opt/slipway/runner';

const { runner } = directories;

/**
 * The command `slipway` of the runner: its own dynamic loader starts its own Node, which needs nothing of the image and sets
 * no variable that programs of the image would inherit.
 */
const slipway = [
  ...[`${runner}/ld.so`, '--inhibit-cache', '--library-path', `${runner}/lib`],
  ...[`${runner}/node`, `${runner}/slipway.mjs`],
];

/** The command of the main container: of workers on Kubernetes, its first word is the command `slipway` of the runner. */
export function commandOn(job: RunnableJob, cluster: Cluster): readonly string[] {
  const { command } = job.spec;
  return needsRunner(job, cluster) ? [...slipway, ...command.slice(1)] : command;
}

/**
 * The image that the runner is copied from; undefined when the Job needs none.
 * @throws InvalidInputError when the cluster has no such image
 */
export function runnerImage(job: RunnableJob, cluster: Cluster): string | undefined {
  if (!needsRunner(job, cluster)) return undefined;
  const { images } = cluster.spec;
  if (images.slipway !== undefined) return images.slipway;
  throw new InvalidInputError(
    `Workers of a Study need the command slipway, and cluster ${cluster.metadata.name} has no image with it: set spec.images.slipway in its cluster.yaml.`,
  );
}
