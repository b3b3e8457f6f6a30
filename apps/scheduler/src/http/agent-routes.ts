import { agentEndpoints } from '@slipway/contracts';
import { route, type Route } from '@slipway/service';
import type { SchedulerContext } from '../context.ts';
import { appendLog } from '../use-cases/append-log.ts';
import { checkSession } from '../use-cases/check-session.ts';
import { knownAttempts } from '../use-cases/known-attempts.ts';
import { openTracking } from '../use-cases/open-tracking.ts';
import { recordReports } from '../use-cases/record-reports.ts';
import { storeArtifact } from '../use-cases/store-artifact.ts';
import { withoutNul } from '../use-cases/without-nul.ts';
import { wakeAgent } from '../use-cases/wake-agent.ts';

export function agentRoutes(context: SchedulerContext): readonly Route[] {
  return [
    route(agentEndpoints.report, async ({ params: { cluster }, body: { reports, session } }) => ({
      recorded: await recordReports(context, cluster, reports, session),
    })),
    route(agentEndpoints.appendLog, ({ params: { cluster, attempt }, query, stream }) =>
      appendLog(context, cluster, attempt, query, stream),
    ),
    route(agentEndpoints.openSession, async ({ params: { cluster } }) => ({
      session: await context.store.clusters.openSession(cluster),
    })),
    route(agentEndpoints.knownAttempts, async ({ params: { cluster }, body: { attempts } }) => ({
      attempts: await knownAttempts(context, cluster, attempts),
    })),
    route(agentEndpoints.putStatus, async ({ params: { cluster }, body: { session, ...status } }) => {
      await context.store.transaction((store) => checkSession(store, cluster, session));
      await context.store.clusters.save(cluster, withoutNul(status));
      return {};
    }),
    route(agentEndpoints.putArtifact, ({ params: { cluster, attempt, name }, stream }) =>
      storeArtifact(context, cluster, attempt, name, stream),
    ),
    route(agentEndpoints.openTracking, ({ params: { cluster, attempt }, query: { tracked } }) =>
      openTracking(context, cluster, attempt, tracked),
    ),
    route(agentEndpoints.wake, async function* ({ signal }) {
      for await (const data of wakeAgent(context, signal)) yield { data };
    }),
  ];
}
