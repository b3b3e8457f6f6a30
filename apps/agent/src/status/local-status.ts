import { availableParallelism, totalmem } from 'node:os';
import type { ReportedStatus } from '@slipway/contracts';
import { describeError } from '@slipway/kernel';
import { version } from '../version.ts';

export interface LocalStatusOptions {
  /** Commit that was applied last. */
  readonly revision: string | undefined;
  /** @throws with the reason why commits cannot be applied. */
  readonly checkReady: () => void;
  readonly requested: Readonly<Record<string, number>>;
}

/** How this machine is: one node, on which the agent applies commits itself. */
export function localStatus(options: LocalStatusOptions): Omit<ReportedStatus, 'at'> {
  const { revision, checkReady, requested } = options;
  const applied = revision === undefined ? {} : { sourceRevision: revision, appliedRevision: revision };
  const problem = problemOf(checkReady);
  const allocatable = { cpu: availableParallelism(), memory: totalmem() };
  return {
    agentVersion: version,
    runtime: 'process',
    reconciler: {
      kind: 'local',
      ...applied,
      ready: problem === undefined && revision !== undefined,
      message: (
        problem ?? (revision === undefined ? 'no commit has been applied yet' : 'all is applied')
      ).slice(0, 2000),
    },
    nodePools: [{ name: 'local', nodes: 1, ready: 1, allocatable, requested }],
    problems: [],
  };
}

function problemOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return describeError(error);
  }
}
