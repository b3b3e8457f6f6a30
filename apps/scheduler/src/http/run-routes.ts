import { runEndpoints } from '@slipway/contracts';
import { route, type Route } from '@slipway/service';
import type { SchedulerContext } from '../context.ts';
import { cancelRun } from '../use-cases/cancel-run.ts';
import { checkedReason } from '../use-cases/checked-reason.ts';
import { findRun } from '../use-cases/find-run.ts';
import { moveRun } from '../use-cases/move-run.ts';
import { readLog } from '../use-cases/read-log.ts';
import { startRun } from '../use-cases/start-run.ts';
import { readArtifact } from '../use-cases/store-artifact.ts';
import { trackedRun } from '../use-cases/tracked-run.ts';
import { watchEvents } from '../use-cases/watch-events.ts';
import { eventAfter, idAfter, idCursor } from './cursors.ts';
import { pageOf } from './pages.ts';
import { eventView, metricView, runView } from './run-view.ts';

export function runRoutes(context: SchedulerContext): readonly Route[] {
  const { store } = context;
  const view = async (team: string, run: string) => runView(await findRun(context, team, run));

  return [
    route(runEndpoints.startRun, async ({ params: { team, name }, body, principal, traceparent }) => {
      const requestedBy = principal.name;
      const reason = checkedReason(body.reason, `started by ${requestedBy}`);
      return view(team, await startRun(context, team, name, { requestedBy, reason, traceparent }));
    }),
    route(runEndpoints.listRuns, ({ params: { team }, query: { job, state, limit, cursor } }) =>
      pageOf(
        { limit, after: idAfter(cursor) },
        (page) => store.listRuns(team, { job, state }, page),
        runView,
        ({ id }) => idCursor(id),
      ),
    ),
    route(runEndpoints.getRun, async ({ params: { team, run } }) => {
      const details = await findRun(context, team, run);
      const tracked = await trackedRun(context, details);
      return { ...runView(details), ...(tracked ? { tracked } : {}) };
    }),
    route(runEndpoints.cancelRun, async ({ params: { team, run }, body, principal }) => {
      await cancelRun(context, team, run, principal.name, body.reason);
      return view(team, run);
    }),
    route(runEndpoints.moveRun, async ({ params: { team, run }, body: { cluster, reason }, principal }) => {
      await moveRun(context, team, run, { cluster, reason, requestedBy: principal.name });
      return view(team, run);
    }),
    route(runEndpoints.runLogs, ({ params: { team, run }, query, signal }) =>
      readLog(context, team, run, query, signal),
    ),
    route(runEndpoints.runMetrics, async ({ params: { team, run }, query: { name, limit, cursor } }) => {
      const { id } = await findRun(context, team, run);
      return pageOf(
        { limit, after: idAfter(cursor) },
        (page) => store.listMetrics(id, name, page),
        metricView,
        (point) => idCursor(point.id),
      );
    }),
    route(runEndpoints.getArtifact, ({ params: { team, run, name } }) =>
      readArtifact(context, team, run, name),
    ),
    route(
      runEndpoints.watchRuns,
      async function* ({ params: { team }, query: { run, after, follow }, signal }) {
        const query = { run, after: eventAfter(after), follow };
        for await (const event of watchEvents(context, team, query, signal)) {
          yield { id: String(event.id), data: eventView(event) };
        }
      },
    ),
  ];
}
