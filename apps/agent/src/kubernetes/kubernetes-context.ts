import type { Client } from '@slipway/contracts';
import type { Clock } from '@slipway/kernel';
import type { ClusterClient, Logger } from '@slipway/ports';
import type { Slots } from './slots.ts';

/** What the parts of an agent that leads have in common. */
export interface KubernetesContext {
  readonly cluster: string;
  readonly data: string;
  readonly api: Client;
  readonly kube: ClusterClient;
  /** Base URL of Slipway, as programs in pods reach it. */
  readonly programUrl: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Number of this session, by which the scheduler knows who leads. */
  readonly session: number;
  /** Another session has begun. */
  readonly onFenced: () => void;
  /** Logs of containers that run. */
  readonly liveLogs: Slots;
  /** Logs of containers that have ended: nobody who has ended waits for those that run. */
  readonly endedLogs: Slots;
  /** Attempts that are given their access. */
  readonly accessSlots: Slots;
  /** Milliseconds that their pods wait for what tracks them; after these they start without. */
  readonly trackingPatienceMs: number;
  /** Milliseconds after which all that belongs to the end of a Job must have been seen. */
  readonly settleMs: number;
  /** Reports were journaled. */
  readonly onReport: () => void;
}
