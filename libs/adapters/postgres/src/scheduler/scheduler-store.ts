import { SignalTopic, type NewRunEvent, type SchedulerReader, type SchedulerStore } from '@slipway/ports';
import type { Kysely } from 'kysely';
import { changeLog } from '../changes/change-log.ts';
import { changeReader } from '../changes/change-reader.ts';
import { proposalLog } from '../proposals/proposal-log.ts';
import { isConflict } from '../connection/errors.ts';
import type { Schema } from '../schema.ts';
import { clusterStatusStore, sessionStatements } from './cluster-status-store.ts';
import { eventReader, storeEvents } from './event-statements.ts';
import { takenOverStatements } from './deployment-store.ts';
import { followedEnvironment } from './followed-environment.ts';
import { followStatements } from './follow-statements.ts';
import { logStore } from './log-store.ts';
import { metricStatements } from './metric-statements.ts';
import { resourceStatements } from './resource-statements.ts';
import { runRequestStatements } from './run-requests.ts';
import { runReader } from './run-reader.ts';
import { runStatements } from './run-statements.ts';
import { studyStatements } from './study-statements.ts';
import { trialStatements } from './trial-statements.ts';
import { trackedAttemptStatements } from './tracked-attempt-statements.ts';
import { workflowRunStatements } from '../workflows/workflow-statements.ts';

const tries = 4;

/** `announce` is called after each commit, for what the transaction did. */
export function schedulerStore(
  db: Kysely<Schema>,
  announce: (topic: SignalTopic, payload: string) => void,
): SchedulerStore {
  const statementsOn = (on: Kysely<Schema>) => ({
    ...resourceStatements(on),
    ...runReader(on),
    ...eventReader(on),
    ...metricStatements(on),
  });

  const transaction: SchedulerStore['transaction'] = async (work) => {
    for (let attempt = 1; ; attempt += 1) {
      const repositories = new Set<string>();
      const proposed = new Set<string>();
      let moves = 0;
      const events: NewRunEvent[] = [];
      try {
        const result = await db.transaction().execute(async (trx) => {
          const done = await work({
            ...statementsOn(trx),
            ...runStatements(trx),
            ...followStatements(trx),
            ...studyStatements(trx),
            ...trialStatements(trx),
            ...trackedAttemptStatements(trx),
            ...sessionStatements(trx),
            ...takenOverStatements(trx),
            ...runRequestStatements(trx),
            changes: {
              ...changeLog(trx, (repository) => repositories.add(repository)),
              find: (id) => changeReader(trx).find(id),
            },
            proposals: proposalLog(trx, (repository) => proposed.add(repository)),
            workflows: workflowRunStatements(trx, () => (moves += 1)),
            announce: (more) => void events.push(...more),
          });
          await storeEvents(trx, events);
          return done;
        });
        for (const repository of repositories) announce(SignalTopic.ChangeAccepted, repository);
        for (const repository of proposed) announce(SignalTopic.Proposals, repository);
        if (moves > 0) announce(SignalTopic.Workflows, '');
        for (const team of new Set(events.map((event) => event.team))) announce(SignalTopic.RunEvents, team);
        return result;
      } catch (error) {
        if (attempt === tries || !isConflict(error)) throw error;
      }
    }
  };

  const reader: SchedulerReader = statementsOn(db);
  return {
    ...reader,
    transaction,
    logs: logStore(db),
    clusters: clusterStatusStore(db),
    followed: followedEnvironment(db),
  };
}
