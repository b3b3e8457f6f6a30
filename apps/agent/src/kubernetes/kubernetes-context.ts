import type { Client } from '@slipway/contracts';
import type { Clock } from '@slipway/kernel';
import type { ClusterClient, Logger } from '@slipway/ports';
import type { LogSlots } from './log-slots.ts';

/** What the parts of an agent that leads have in common. */
export interface KubernetesContext {
  readonly cluster: string;
  readonly data: string;
  readonly api: Client;
  readonly kube: ClusterClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Number of this session, by which the scheduler knows who leads. */
  readonly session: number;
  /** Another session has begun. */
  readonly onFenced: () => void;
  /** Logs of containers that run. */
  readonly liveLogs: LogSlots;
  /** Logs of containers that have ended: nobody who has ended waits for those that run. */
  readonly endedLogs: LogSlots;
  /** Milliseconds after which all that belongs to the end of a Job must have been seen. */
  readonly settleMs: number;
  /** Reports were journaled. */
  readonly onReport: () => void;
}
