import { agentEndpoints } from '@slipway/contracts';
import { route, type Route } from '@slipway/service';
import type { SchedulerContext } from '../context.ts';
import { appendLog } from '../use-cases/append-log.ts';
import { openTracking } from '../use-cases/open-tracking.ts';
import { recordReports } from '../use-cases/record-reports.ts';
import { storeArtifact } from '../use-cases/store-artifact.ts';
import { wakeAgent } from '../use-cases/wake-agent.ts';

export function agentRoutes(context: SchedulerContext): readonly Route[] {
  return [
    route(agentEndpoints.report, async ({ params: { cluster }, body: { reports } }) => ({
      recorded: await recordReports(context, cluster, reports),
    })),
    route(agentEndpoints.appendLog, ({ params: { cluster, attempt }, query, stream }) =>
      appendLog(context, cluster, attempt, query, stream),
    ),
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
