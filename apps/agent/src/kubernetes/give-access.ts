import { resourceTypes } from '@slipway/cluster';
import { describeError } from '@slipway/kernel';
import { accessSecret } from '@slipway/render';
import type { Journal } from '../attempts/journal.ts';
import { backoffMs } from '../attempts/retrying.ts';
import { trackingEnvironment } from '../attempts/tracking-environment.ts';
import type { JobRecord } from './job-record.ts';
import type { KubernetesContext } from './kubernetes-context.ts';

export interface AccessInputs {
  readonly context: KubernetesContext;
  readonly journal: Journal;
  /** The one execution of its attempt. */
  readonly job: JobRecord;
  /** Whether pods still wait for it. */
  readonly isAwaited: () => boolean;
  readonly signal: AbortSignal;
}

/**
 * Creates the Secret that the pods of an attempt name, and tries until it is there or nobody waits any more; true: it is
 * there. What fails is told in a warning, once.
 */
export async function giveAccess(inputs: AccessInputs): Promise<boolean> {
  const { context, journal, job, isAwaited, signal } = inputs;
  for (let failures = 0; !signal.aborted && isAwaited();) {
    try {
      await context.accessSlots.use(() => giveOnce(inputs));
      return true;
    } catch (error) {
      if (isAborted(signal)) break;
      failures += 1;
      const reason = describeError(error);
      context.logger.warn('The pods of an attempt wait for their access', { attempt: job.attempt, reason });
      if (failures === 1) {
        const message = `Its pods wait for the Secret with their access to Slipway: ${reason}`;
        await journal.append({ reports: [{ type: 'warning', message: message.slice(0, 2000) }] });
      }
      await context.clock.sleep(backoffMs(failures), signal);
    }
  }
  return false;
}

const isAborted = (signal: AbortSignal): boolean => signal.aborted;

async function giveOnce({ context, journal, job, signal }: AccessInputs): Promise<void> {
  const { cluster, api, kube, clock, programUrl, trackingPatienceMs } = context;
  const { attempt, team, uid } = job;
  signal.throwIfAborted();
  const { access, variables, warning } = await trackingEnvironment({
    attempt,
    cluster,
    client: api,
    url: programUrl,
    hasOwn: job.access === 'untracked',
    clock,
    signal,
    patienceMs: trackingPatienceMs,
  });
  const secret = accessSecret({
    attempt,
    team,
    job: uid,
    variables: { SLIPWAY_URL: programUrl, ...variables, ...access },
  });
  // One that is there is of an agent before this one: it may not be read, and nobody can change it.
  const isNew = await kube.create(secret, resourceTypes.secrets);
  if (isNew && warning) await journal.append({ reports: [warning] });
}
