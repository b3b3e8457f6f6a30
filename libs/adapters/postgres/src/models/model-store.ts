import { SignalTopic, type ModelStore } from '@slipway/ports';
import type { Kysely } from 'kysely';
import { changeLog } from '../changes/change-log.ts';
import { proposalLog } from '../proposals/proposal-log.ts';
import { isConflict, isUniqueViolation } from '../connection/errors.ts';
import { followedRepository } from '../desired-state/followed-repository.ts';
import { modelHistoryLog } from '../desired-state/model-history.ts';
import { tagModelVersion } from '../logged-models/tag-model-version.ts';
import type { Schema } from '../schema.ts';
import { webhookOutbox } from '../webhooks/webhook-outbox.ts';
import { workflowRunStatements } from '../workflows/workflow-statements.ts';
import { editModel } from './edit-model.ts';
import { modelReader } from './model-reader.ts';
import { modelStatements } from './model-statements.ts';

const tries = 4;

/** `announce` is called after each commit, for what the transaction did. */
export function modelStore(
  db: Kysely<Schema>,
  announce: (topic: SignalTopic, payload: string) => void,
): ModelStore {
  const transaction: ModelStore['transaction'] = async (work) => {
    for (let attempt = 1; ; attempt += 1) {
      const topics = new Map<SignalTopic, Set<string>>();
      const note = (topic: SignalTopic, payload: string): void => {
        topics.set(topic, (topics.get(topic) ?? new Set()).add(payload));
      };
      try {
        const result = await db.transaction().execute((trx) =>
          work({
            ...modelStatements(trx),
            tagLoggedModel: (team, modelId, name, version) =>
              tagModelVersion(trx, team, modelId, { name, version }),
            history: modelHistoryLog(trx),
            followed: followedRepository(trx),
            changes: changeLog(trx, (repository) => {
              note(SignalTopic.ChangeAccepted, repository);
            }),
            proposals: proposalLog(trx, (repository) => {
              note(SignalTopic.Proposals, repository);
            }),
            workflows: workflowRunStatements(trx, () => {
              note(SignalTopic.Workflows, '');
            }),
            webhooks: webhookOutbox(trx, () => {
              note(SignalTopic.WebhookDeliveries, '');
            }),
          }),
        );
        for (const [topic, payloads] of topics) for (const payload of payloads) announce(topic, payload);
        return result;
      } catch (error) {
        // Somebody else took the new name of a model, or its path, after we looked: the next try sees it.
        if (attempt === tries || !(isConflict(error) || isUniqueViolation(error))) throw error;
      }
    }
  };
  const edit = editModel(db, ({ change, deliveries }) => {
    if (change) announce(SignalTopic.ChangeAccepted, change.repository);
    if (deliveries > 0) announce(SignalTopic.WebhookDeliveries, '');
  });
  return { ...modelReader(db), edit, transaction };
}
