import {
  changeEndpoints,
  clusterStatusEndpoints,
  modelEndpoints,
  resourceEndpoints,
  runEndpoints,
  type Run,
} from '@slipway/contracts';
import { ConflictError, NotFoundError } from '@slipway/kernel';
import { hashToken, route, serveHttp, tokensOf, type HttpServer, type Route } from '@slipway/service';
import { quietLogger } from '@slipway/testing';
import { fakeNotificationRoutes } from './fake-notifications.ts';
import { fakeProposalRoutes } from './fake-proposals.ts';
import { fakeStudyRoutes } from './fake-studies.ts';
import { fakeWorkflowRunRoutes } from './fake-workflow-runs.ts';
import { at, exampleLineage, exampleModel, exampleRun, type FakeState } from './example-state.ts';

/** The API over real HTTP, answering from a state. Its tokens: `admin-token`, and `viewer-token` for team demo. */
export async function startFakePlatform(state: FakeState): Promise<HttpServer> {
  return serveHttp({
    services: [
      {
        name: 'fake',
        routes: [
          ...routesOf(state),
          ...fakeStudyRoutes(state.studies),
          ...fakeProposalRoutes(state),
          ...fakeNotificationRoutes,
          ...fakeWorkflowRunRoutes(state),
        ],
        mounts: [],
        start: () => Promise.resolve(),
        stop: () => Promise.resolve(),
        checkReady: () => Promise.resolve(),
      },
    ],
    host: '127.0.0.1',
    port: 0,
    tokens: tokensOf([
      { name: 'admin', sha256: hashToken('admin-token'), grants: [{ role: 'admin' }] },
      { name: 'viewer', sha256: hashToken('viewer-token'), grants: [{ role: 'viewer', team: 'demo' }] },
    ]),
    logger: quietLogger,
    metrics: {
      count: () => undefined,
      observe: () => undefined,
      gauge: () => undefined,
      expose: () => Promise.resolve(''),
    },
  });
}

function page<T>(
  items: readonly T[],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): { items: T[]; cursor?: string } {
  const from = Number(cursor ?? 0);
  const more = from + limit < items.length;
  return { items: items.slice(from, from + limit), ...(more ? { cursor: String(from + limit) } : {}) };
}

function found<T>(item: T | undefined, what: string): T {
  if (item === undefined) throw new NotFoundError(`there is no ${what}`);
  return item;
}

function routesOf(state: FakeState): Route[] {
  const runNamed = (name: string): Run =>
    found(
      state.runs.find((run) => run.name === name),
      `run ${name}`,
    );
  const answer = <T>(make: () => T): Promise<T> => Promise.resolve().then(make);
  return [
    route(resourceEndpoints.listTeams, ({ query }) => answer(() => page(state.teams, query))),
    route(resourceEndpoints.listClusters, ({ query }) => answer(() => page(state.clusters, query))),
    route(clusterStatusEndpoints.listClusterStatuses, ({ query }) =>
      answer(() => page(state.statuses, query)),
    ),
    route(resourceEndpoints.listJobs, ({ query }) => answer(() => page(state.jobs, query))),
    route(resourceEndpoints.getJob, ({ params }) =>
      answer(() =>
        found(
          state.jobs.find(({ metadata }) => metadata.name === params.name),
          `job ${params.name}`,
        ),
      ),
    ),
    route(resourceEndpoints.deleteJob, ({ params }) =>
      answer(() => {
        if (state.runs.some(({ state: now }) => now === 'running'))
          throw new ConflictError('the job has a run that has not ended');
        return {
          kind: 'Job',
          team: params.team,
          name: params.name,
          change: 'c9',
          paths: [`teams/${params.team}/jobs/${params.name}.yaml`],
        };
      }),
    ),
    route(resourceEndpoints.deleteStudyResource, ({ params: { team, name } }) =>
      answer(() => ({
        kind: 'Study',
        team,
        name,
        change: 'c8',
        paths: [`teams/${team}/studies/${name}.yaml`],
      })),
    ),
    route(resourceEndpoints.apply, ({ body }) =>
      answer(() => {
        state.applied.push(body);
        const change = body.dryRun ? {} : { change: 'c7', run: exampleRun.name };
        if (state.proposals.length > 0)
          return {
            resources: [
              {
                ...{ kind: 'Job', team: 'demo', name: 'digits', action: 'proposed' as const },
                ...(body.dryRun ? {} : { proposal: state.proposals[0]?.id ?? '' }),
                paths: ['teams/demo/jobs/digits.yaml'],
              },
            ],
          };
        return {
          resources: [
            {
              kind: 'Job',
              team: 'demo',
              name: 'digits',
              action: 'created' as const,
              paths: ['teams/demo/jobs/digits.yaml'],
              ...change,
            },
          ],
        };
      }),
    ),
    route(modelEndpoints.listModels, ({ query }) =>
      answer(() => page([exampleModel], { ...query, limit: query.limit })),
    ),
    route(modelEndpoints.getModel, ({ params }) =>
      answer(() =>
        found(params.name === exampleModel.name ? exampleModel : undefined, `model ${params.name}`),
      ),
    ),
    route(modelEndpoints.lineage, ({ params }) =>
      answer(() => ({ ...exampleLineage, version: params.version })),
    ),
    route(modelEndpoints.promote, ({ body }) =>
      answer(() => {
        state.reasons.push(body.reason);
        const promotions = body.promotions.map(({ model, version, ...rest }) =>
          'alias' in rest
            ? { model, version, alias: rest.alias, from: 2 }
            : { model, version, stage: rest.stage, from: 'None' as const },
        );
        if (body.propose) return { promotions, proposal: state.proposals[0]?.id ?? '' };
        return { promotions, ...(body.dryRun ? {} : { change: 'c8' }) };
      }),
    ),
    route(runEndpoints.listRuns, ({ query }) =>
      answer(() =>
        page(
          state.runs.filter(
            (run) => (query.job ?? run.job) === run.job && (query.state ?? run.state) === run.state,
          ),
          query,
        ),
      ),
    ),
    route(runEndpoints.getRun, ({ params }) => answer(() => runNamed(params.run))),
    route(runEndpoints.startRun, ({ body }) =>
      answer(() => {
        state.reasons.push(body.reason);
        return runNamed(exampleRun.name);
      }),
    ),
    route(runEndpoints.cancelRun, ({ params, body }) =>
      answer(() => {
        state.reasons.push(body.reason);
        return { ...runNamed(params.run), state: 'cancelling' as const };
      }),
    ),
    route(runEndpoints.moveRun, ({ params, body: { cluster = 'gpu-1', reason } }) =>
      answer(() => {
        state.reasons.push(reason);
        return { ...runNamed(params.run), cluster, state: 'moving' as const };
      }),
    ),
    route(runEndpoints.runLogs, ({ params, query }) =>
      answer(() => {
        runNamed(params.run);
        return logFrom(state, query.offset);
      }),
    ),
    route(runEndpoints.getArtifact, () =>
      Promise.resolve(
        (async function* () {
          yield await Promise.resolve(state.artifact);
        })(),
      ),
    ),
    route(runEndpoints.watchRuns, async function* ({ query }) {
      await Promise.resolve();
      // Two at a time, so that whoever watches has to come again.
      const rest = state.events.filter(({ id }) => query.after === undefined || id > query.after);
      for (const data of rest.slice(0, 2)) yield { id: data.id, data };
    }),
    route(changeEndpoints.getChange, ({ params }) =>
      answer(() => ({
        id: params.change,
        state: 'pushed' as const,
        resource: 'Job/demo/digits',
        subject: 'Add',
        requestedBy: 'alice',
        reason: 'r',
        acceptedAt: at,
        commit: 'd'.repeat(40),
        paths: [],
      })),
    ),
    route(changeEndpoints.history, ({ query }) =>
      answer(() => ({
        items: [
          {
            commit: 'e'.repeat(40),
            at,
            author: 'slipway',
            subject: `Update ${query.resource}`,
            requestedBy: 'alice',
            resource: query.resource,
            reason: 'more epochs',
          },
        ],
      })),
    ),
  ];
}

async function* logFrom(state: FakeState, offset: number): AsyncGenerator<Uint8Array> {
  let position = 0;
  for (const [index, chunk] of state.log.entries()) {
    if (chunk === undefined) {
      state.log.splice(index, 1);
      throw new Error('the connection breaks');
    }
    const bytes = Buffer.from(chunk);
    const rest = bytes.subarray(Math.max(0, offset - position));
    position += bytes.length;
    if (rest.length > 0) yield await Promise.resolve(rest);
  }
}
