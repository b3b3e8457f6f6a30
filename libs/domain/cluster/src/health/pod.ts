import { z } from 'zod';
import type { Health } from './health.ts';
import { condition, told, type KubernetesObject } from './object.ts';

const Waiting = z.object({ reason: z.string().optional(), message: z.string().optional() });
const Terminated = z.object({ exitCode: z.number(), reason: z.string().optional() });
const Container = z.object({
  name: z.string(),
  state: z.object({ waiting: Waiting.optional(), terminated: Terminated.optional() }).default({}),
});
const Status = z.object({
  phase: z.string().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  initContainerStatuses: z.array(Container).default([]),
  containerStatuses: z.array(Container).default([]),
});
type Container = z.infer<typeof Container>;

/** The kubelet names what does not pass by itself in these ways: ImagePullBackOff, ErrImagePull, InvalidImageName, CreateContainerConfigError. */
const hopeless = /BackOff$|^Err|Error$|^Invalid/;

export function podHealth(object: KubernetesObject): Health {
  const status = Status.parse(object.status);
  const containers = [...status.initContainerStatuses, ...status.containerStatuses];
  const { phase = 'Unknown' } = status;
  switch (phase) {
    case 'Succeeded':
      return { health: 'healthy', reason: 'all its containers have succeeded' };
    case 'Failed':
      return { health: 'degraded', reason: failure(status, containers) };
    case 'Running':
    case 'Pending': {
      const stuck = containers.find(({ state }) => hopeless.test(state.waiting?.reason ?? ''));
      if (stuck) return { health: 'degraded', reason: waitingText(stuck) };
      return phase === 'Running' ? running(object) : pending(object, containers);
    }
    default:
      return { health: 'unknown', reason: status.message ?? 'its node does not report' };
  }
}

function running(object: KubernetesObject): Health {
  const unready = condition(object, 'Ready', 'False');
  return unready
    ? { health: 'progressing', reason: told(unready) }
    : { health: 'healthy', reason: 'it runs' };
}

function pending(object: KubernetesObject, containers: readonly Container[]): Health {
  const unscheduled = condition(object, 'PodScheduled', 'False');
  if (unscheduled) return { health: 'progressing', reason: told(unscheduled) };
  const waiting = containers.find(({ state }) => state.waiting !== undefined);
  return { health: 'progressing', reason: waiting ? waitingText(waiting) : 'its node has not begun with it' };
}

function failure({ reason, message }: z.infer<typeof Status>, containers: readonly Container[]): string {
  const failed = containers.find(({ state }) => (state.terminated?.exitCode ?? 0) !== 0);
  const exit = failed?.state.terminated;
  if (reason !== undefined) return message === undefined ? reason : `${reason}: ${message}`;
  if (!failed || !exit) return 'it failed';
  return `container ${failed.name} ended with exit code ${String(exit.exitCode)}${exit.reason === undefined ? '' : ` (${exit.reason})`}`;
}

function waitingText({ name, state: { waiting } }: Container): string {
  const text = [waiting?.reason, waiting?.message].filter((part) => part !== undefined).join(': ');
  return `container ${name} waits${text === '' ? '' : `: ${text}`}`;
}
