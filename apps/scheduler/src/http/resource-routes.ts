import { resourceEndpoints } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import type { Page, ResourceRecord } from '@slipway/ports';
import { isAdmin, route, type Principal, type Route } from '@slipway/service';
import type { SchedulerContext } from '../context.ts';
import { applyResources } from '../use-cases/apply-resources.ts';
import { deleteProgram } from '../use-cases/delete-program.ts';
import { nameAfter, nameCursor } from './cursors.ts';
import { pageOf } from './pages.ts';
import { resourceView } from './resource-view.ts';

interface ListQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export function resourceRoutes(context: SchedulerContext): readonly Route[] {
  const { store } = context;
  const list = (
    { limit, cursor }: ListQuery,
    find: (page: Page<string>) => Promise<readonly ResourceRecord[]>,
  ) => pageOf({ limit, after: nameAfter(cursor) }, find, resourceView, ({ name }) => nameCursor(name));

  return [
    route(resourceEndpoints.apply, async ({ body, principal, traceparent }) => ({
      resources: [...(await applyResources(context, principal, body, traceparent))],
    })),
    route(resourceEndpoints.listJobs, ({ params: { team }, query }) =>
      list(query, (page) => store.listResources('Job', team, page)),
    ),
    route(resourceEndpoints.getJob, async ({ params: { team, name } }) => {
      const job = await store.findResource({ kind: 'Job', team, name });
      if (job) return resourceView(job);
      throw new NotFoundError(`There is no Job ${name} in team ${team}.`, { details: { team, job: name } });
    }),
    route(resourceEndpoints.deleteJob, async ({ params: { team, name }, principal, traceparent }) => {
      const deleted = await deleteProgram(context, 'Job', team, name, {
        requestedBy: principal.name,
        traceparent,
      });
      return { kind: 'Job', team, name, ...deleted };
    }),
    route(resourceEndpoints.getStudyResource, async ({ params: { team, name } }) => {
      const study = await store.findResource({ kind: 'Study', team, name });
      if (study) return resourceView(study);
      throw new NotFoundError(`There is no Study ${name} in the desired state of team ${team}.`, {
        details: { team, study: name },
      });
    }),
    route(
      resourceEndpoints.deleteStudyResource,
      async ({ params: { team, name }, principal, traceparent }) => {
        const by = { requestedBy: principal.name, traceparent };
        return { kind: 'Study', team, name, ...(await deleteProgram(context, 'Study', team, name, by)) };
      },
    ),
    route(resourceEndpoints.listTeams, ({ query, principal }) =>
      list(query, (page) => store.listResources('Team', undefined, page, readableTeams(principal))),
    ),
    route(resourceEndpoints.listClusters, ({ query }) =>
      list(query, (page) => store.listResources('Cluster', undefined, page)),
    ),
  ];
}

/** Undefined means all. */
function readableTeams(principal: Principal): readonly string[] | undefined {
  if (isAdmin(principal)) return undefined;
  return principal.grants.flatMap((grant) => ('team' in grant ? [grant.team] : []));
}
