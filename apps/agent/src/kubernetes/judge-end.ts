import { formatDuration } from '@slipway/kernel';
import type { End, Snapshot } from './observe.ts';
import type { ContainerRecord, PodRecord } from './pod-record.ts';

/**
 * How an execution has ended, or undefined while a process of it may run. Jobs and pods are seen one after the other: as
 * long as pods are missing from the picture, only time tells that they will not come.
 */
export function judgeEnd(snapshot: Snapshot): End | undefined {
  const { job, gone, settled } = snapshot;
  if (!job.end && !gone) return undefined;
  if (snapshot.pods.some(({ alive }) => alive)) return undefined;
  // Those beyond were ended since the Job was scaled to fewer: how, says nothing of the attempt.
  const pods = snapshot.pods.filter(({ index }) => index < job.replicas);
  if (pods.length < job.replicas && !settled) return undefined;
  if (job.end?.kind === 'complete') return { outcome: 'succeeded', reason: 'exit code 0', exitCode: 0 };
  if (job.end?.kind === 'withdrawn')
    return {
      outcome: 'stopped',
      reason: 'it was withdrawn from this cluster, and nothing of it runs any more',
    };
  if (job.end) return judgeFailure({ ...snapshot, pods }, job.end.reason, job.end.message);
  return { outcome: 'stopped', reason: 'its Job was deleted' };
}

function judgeFailure({ job, pods }: Snapshot, reason: string, message: string): End {
  if (reason === 'DeadlineExceeded') {
    const timeout =
      job.timeoutSeconds === undefined ? '' : ` after ${formatDuration(job.timeoutSeconds * 1000)}`;
    return { outcome: 'failed', reason: `DeadlineExceeded: timeout${timeout}` };
  }
  const disrupted = pods.find(({ disruption }) => disruption !== undefined);
  if (disrupted) return { outcome: 'lost', reason: `${where(disrupted)}: ${disrupted.disruption ?? ''}` };
  const first = firstFailure(pods);
  if (first) return judgeContainer(first.pod, first.container);
  const failed = pods.find((pod) => pod.reason !== undefined);
  if (failed) return { outcome: 'failed', reason: ofPod(failed) };
  return {
    outcome: 'lost',
    reason: `${[reason, message].filter((part) => part !== '').join(': ')}; nobody knows the exit code, since its pod is gone`,
  };
}

/** Kubernetes ends the other pods when one has failed: the first one is why. */
function firstFailure(
  pods: readonly PodRecord[],
): { readonly pod: PodRecord; readonly container: ContainerRecord } | undefined {
  const failures = pods.flatMap((pod) =>
    pod.containers
      .filter(({ exitCode }) => exitCode !== undefined && exitCode !== 0)
      .map((container) => ({ pod, container })),
  );
  const key = ({ pod, container }: (typeof failures)[number]): string =>
    `${pod.deleting ? '1' : '0'} ${container.finishedAt ?? ''} ${String(pod.index).padStart(6, '0')} ${pod.uid}`;
  return failures.sort((left, right) => (key(left) < key(right) ? -1 : 1))[0];
}

function judgeContainer(pod: PodRecord, { name, main, exitCode = 0, reason }: ContainerRecord): End {
  if (pod.reason !== undefined) return { outcome: 'failed', reason: ofPod(pod), exitCode };
  const special = reason !== undefined && reason !== 'Error' ? `${reason}: ` : '';
  const which = main ? '' : `container ${name}, which prepares, ended with `;
  const replica = pod.index > 0 ? ` of replica ${String(pod.index)}` : '';
  return { outcome: 'failed', reason: `${special}${which}exit code ${String(exitCode)}${replica}`, exitCode };
}

const ofPod = ({ reason = '', message }: PodRecord): string =>
  message === undefined ? reason : `${reason}: ${message}`;

const where = ({ node }: PodRecord): string =>
  node === undefined ? 'Its pod was disrupted' : `Node ${node}`;
