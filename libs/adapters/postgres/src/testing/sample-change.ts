import type { Change } from '@slipway/changes';
import { newId } from '@slipway/kernel';

/** A valid change of a Job of the team, with what a test cares about. */
export function sampleChange(overrides: Partial<Change> = {}): Change {
  const team = 'team' in overrides ? overrides.team : 'vision';
  return {
    id: newId(new Date()),
    repository: 'environment',
    team,
    subject: 'Apply a Job',
    operations: [
      {
        op: 'write',
        path: team === undefined ? 'teams/a/team.yaml' : `teams/${team}/jobs/digits.yaml`,
        content: 'x: 1\n',
      },
    ],
    service: 'scheduler',
    requestedBy: 'alice',
    resource: `Job/${team ?? 'none'}/digits`,
    reason: 'a test',
    traceparent: undefined,
    preconditions: [],
    ...overrides,
  };
}
