import type { AttemptReport } from '@slipway/contracts';
import { accessSecretName, preparation } from '@slipway/render';
import type { Outcome } from '../attempts/journal-state.ts';
import type { JobRecord } from './job-record.ts';
import { judgeEnd } from './judge-end.ts';
import type { PodRecord } from './pod-record.ts';

/** What was reported of an attempt already, by whichever agent. */
export interface Said {
  readonly pickedUp: boolean;
  readonly steps: ReadonlySet<string>;
  readonly started: boolean;
  readonly warnings: ReadonlySet<string>;
  readonly ended: boolean;
}

/** Everything of one execution of an attempt at one moment. */
export interface Snapshot {
  /** As it was last. */
  readonly job: JobRecord;
  /** The Job is no longer there. */
  readonly gone: boolean;
  /** Its pods, those that are gone as they were last and no longer alive. */
  readonly pods: readonly PodRecord[];
  /** Events that warn about the Job, such as a quota that admits no pod. */
  readonly troubles: readonly string[];
  /** Nodes that do not answer. */
  readonly silentNodes: ReadonlySet<string>;
  /** The end was seen long enough ago that all that belongs to it must have been seen too. */
  readonly settled: boolean;
}

export interface Observation {
  readonly reports: readonly AttemptReport[];
  /** How it ended; to be reported when its logs are read. */
  readonly end: Extract<AttemptReport, { type: 'ended' }> | undefined;
}

const maxWarnings = 20;
const steps = {
  [preparation.runner]: 'runner',
  [preparation.source]: 'source',
  [preparation.python]: 'python',
} as const;

/**
 * What is to be reported of a snapshot beyond what was said. Pure: it does not matter in which order, or how often, things
 * were seen on the way to it.
 */
export function observe(said: Said, snapshot: Snapshot): Observation {
  if (said.ended) return { reports: [], end: undefined };
  const end = judgeEnd(snapshot);
  const reports: AttemptReport[] = [];
  if (!said.pickedUp) reports.push({ type: 'picked-up', ignored: [], execution: snapshot.job.uid });
  if (!said.started) {
    reports.push(...preparing(said, snapshot));
    if (allStarted(snapshot) || end?.outcome === 'succeeded')
      reports.push({ type: 'started', replicas: snapshot.job.replicas });
  }
  const room = maxWarnings - said.warnings.size;
  const warnings = end
    ? []
    : [...new Set(warningsOf(snapshot))].filter((message) => !said.warnings.has(message));
  reports.push(...warnings.slice(0, Math.max(0, room)).map(warning));
  return { reports, end: end && { type: 'ended', ...end, reason: end.reason.slice(0, 2000) } };
}

function preparing(said: Said, { pods }: Snapshot): AttemptReport[] {
  const begun = new Set(
    pods.flatMap(({ containers }) =>
      containers.filter(({ main, state }) => !main && state !== 'waiting').map(({ name }) => name),
    ),
  );
  return Object.entries(steps)
    .filter(([container, step]) => begun.has(container) && !said.steps.has(step))
    .map(([container, step]) => ({ type: 'preparing', step, message: `Container ${container} has begun` }));
}

/**
 * Pods of the attempt may wait for the Secret with their access: where a main container has begun, it was there. A Job that has
 * ended, or is gone, needs none.
 */
export const awaitsAccess = ({ job, gone, pods }: Snapshot): boolean =>
  job.access !== undefined && !job.end && !gone && !pods.some(mainHasBegun);

const mainHasBegun = ({ containers }: PodRecord): boolean =>
  containers.some(({ main, state }) => main && state !== 'waiting');

function allStarted({ job, pods }: Snapshot): boolean {
  const begun = new Set(pods.filter(mainHasBegun).map(({ index }) => index));
  return begun.size >= job.replicas;
}

/** As the kubelet names what does not pass by itself: ImagePullBackOff, ErrImagePull, InvalidImageName, CreateContainerConfigError. */
const hopeless = /BackOff$|^Err|Error$|^Invalid/;

function warningsOf({ job, pods, troubles, silentNodes }: Snapshot): string[] {
  // What the agent itself gives, a moment later than the Job is there: it tells when it cannot.
  const own = `"${accessSecretName(job.attempt)}"`;
  const ofPods = pods
    .filter(({ alive }) => alive)
    .flatMap(({ unschedulable, node, containers }) => [
      ...(unschedulable === undefined ? [] : [`Pod cannot be scheduled: ${withoutTail(unschedulable)}`]),
      ...(node !== undefined && silentNodes.has(node)
        ? [`Node ${node} does not answer: what runs there may go on`]
        : []),
      ...containers
        .filter(({ state, reason }) => state === 'waiting' && hopeless.test(reason ?? ''))
        .filter(({ message }) => !message?.includes(own))
        .map(
          ({ name, reason, message }) =>
            `Container ${name} cannot start: ${[reason, message].filter(Boolean).join(': ')}`,
        ),
    ]);
  return [...(job.suspended ? ['The Job is suspended'] : []), ...troubles, ...ofPods].sort();
}

/** The scheduler of Kubernetes adds what preempting would bring; that is no news for the owner of a run. */
function withoutTail(message: string): string {
  return message.replace(/[.,;]?\s*(?:preemption: .*)?$/s, '');
}

const warning = (message: string): AttemptReport => ({ type: 'warning', message: message.slice(0, 2000) });

/** What is said after these reports. */
export function saidAfter(said: Said, reports: readonly AttemptReport[]): Said {
  const of = <Type extends AttemptReport['type']>(type: Type) =>
    reports.filter((report): report is Extract<AttemptReport, { type: Type }> => report.type === type);
  return {
    pickedUp: said.pickedUp || of('picked-up').length > 0,
    steps: new Set([...said.steps, ...of('preparing').map(({ step }) => step)]),
    started: said.started || of('started').length > 0,
    warnings: new Set([...said.warnings, ...of('warning').map(({ message }) => message)]),
    ended: said.ended || of('ended').length > 0,
  };
}

export const nothingSaid: Said = {
  pickedUp: false,
  steps: new Set(),
  started: false,
  warnings: new Set(),
  ended: false,
};

export interface End {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly exitCode?: number;
}
