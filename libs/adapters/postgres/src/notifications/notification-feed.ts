import type { Occurrence } from '@slipway/notifications';
import type { NotificationFeed } from '@slipway/ports';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { lockAll } from '../scheduler/advisory-lock.ts';
import { takeEndedRuns } from './ended-runs.ts';
import { takeEndedStudies } from './ended-studies.ts';
import { storeMessage } from './store-message.ts';
import { takeProposals } from './moved-proposals.ts';
import { takeDeployments } from './settled-deployments.ts';

const sources = [takeEndedRuns, takeDeployments, takeProposals, takeEndedStudies] as const;

export function notificationFeed(db: Kysely<Schema>): NotificationFeed {
  return {
    take: (scope, messagesOf) =>
      db.transaction().execute(async (trx) => {
        await lockAll(trx, ['notifications']);
        const occurrences: Occurrence[] = [];
        let more = false;
        for (const takeFrom of sources) {
          const taken = await takeFrom(trx, scope);
          occurrences.push(...taken.occurrences);
          more ||= taken.more;
        }
        if (occurrences.length > 0)
          for (const message of messagesOf(occurrences)) await storeMessage(trx, message, scope.now);
        return { occurrences: occurrences.length, more };
      }),
  };
}
