import { SignalTopic } from '@slipway/ports';
import { openPolicy, type RegistryPolicy } from '@slipway/registry';
import { createLeadingLoop, type Service } from '@slipway/service';
import { ownedArtifactEndpoints } from './artifacts/owned-endpoints.ts';
import { ownedArtifactRoutes } from './artifacts/owned-routes.ts';
import { proxiedEndpoints } from './artifacts/proxied-endpoints.ts';
import { proxiedRoutes } from './artifacts/proxied-routes.ts';
import type { RegistryContext, RegistryDeps } from './context.ts';
import { createDesiredState } from './desired-state/desired-state.ts';
import { modelRoutes } from './http/model-routes.ts';
import { importRoutes } from './import/import-routes.ts';
import { loggedModelEndpoints } from './logged-models/logged-model-endpoints.ts';
import { aliasEndpoints } from './models/alias-endpoints.ts';
import { modelEndpoints } from './models/model-endpoints.ts';
import { searchEndpoints } from './models/search-endpoints.ts';
import { versionEndpoints } from './models/version-endpoints.ts';
import { mlflowMounts } from './protocol/mlflow-mounts.ts';
import type { MlflowEndpoint, StreamRoute } from './protocol/mlflow-endpoint.ts';
import { openApiRoute } from './protocol/openapi-route.ts';
import { serverRoutes } from './protocol/server-routes.ts';
import { historyBulkRoute } from './tracking/history-bulk-route.ts';
import { trackingEndpoints } from './tracking/tracking-endpoints.ts';
import { createDeliveryWorker } from './webhooks/delivery-worker.ts';
import { webhookEndpoints } from './webhooks/webhook-endpoints.ts';
import { followWorkflows } from './workflows/follow-workflows.ts';

/** Milliseconds between looks for jobs of workflows without a wake-up. */
const workflowPatience = 5_000;

/** Every endpoint of MLflow's API that is served. */
export const mlflowEndpoints: readonly MlflowEndpoint[] = [
  ...trackingEndpoints,
  ...proxiedEndpoints,
  ...ownedArtifactEndpoints,
  ...loggedModelEndpoints,
  ...modelEndpoints,
  ...aliasEndpoints,
  ...versionEndpoints,
  ...searchEndpoints,
  ...webhookEndpoints,
];

/** Routes that carry bytes, and those at the root of the server. */
export const streamRoutes: readonly StreamRoute[] = [
  ...serverRoutes,
  ...proxiedRoutes,
  ...ownedArtifactRoutes,
  historyBulkRoute,
];

/** The model registry: MLflow's tracking and registry, with the registry's desired state in the environment repository. */
export function createModelRegistryService(given: RegistryDeps): Service {
  const deps: RegistryDeps = { ...given, logger: given.logger.child({ service: 'model-registry' }) };
  const desiredState = createDesiredState(deps);
  const { settings } = desiredState;
  const registryPolicy = (): RegistryPolicy => settings()?.spec.registry ?? openPolicy;
  const context: RegistryContext = { ...deps, settings, registryPolicy };
  const deliveries = createDeliveryWorker(context);
  const workflows = createLeadingLoop({
    ...{ ...deps, name: `models of workflows for ${deps.repository}`, patience: workflowPatience },
    pass: (over) => followWorkflows(context, over),
  });
  const stopping = new AbortController();
  let settling: Promise<void> | undefined;
  const unsubscribes: (() => Promise<void>)[] = [];
  return {
    name: 'model-registry',
    routes: [...modelRoutes(context, desiredState), ...importRoutes(context)],
    mounts: mlflowMounts(context, mlflowEndpoints, [
      ...streamRoutes,
      openApiRoute(mlflowEndpoints, streamRoutes),
    ]),
    start: async () => {
      await desiredState.prepare();
      unsubscribes.push(
        await deps.signals.subscribe(SignalTopic.ChangesSettled, (settled) => {
          // An empty payload comes after a reconnect: anything may have happened.
          if (settled === '' || settled === deps.repository) desiredState.wake();
        }),
      );
      desiredState.start();
      unsubscribes.push(await deps.signals.subscribe(SignalTopic.WebhookDeliveries, deliveries.wake));
      deliveries.start();
      unsubscribes.push(await deps.signals.subscribe(SignalTopic.Workflows, workflows.wake));
      workflows.start();
      settling = deps.trackingStore.keepSettled(stopping.signal);
    },
    stop: async () => {
      await desiredState.stop();
      await deliveries.stop();
      await workflows.stop();
      stopping.abort();
      await settling;
      for (const unsubscribe of unsubscribes.splice(0)) await unsubscribe();
    },
    checkReady: () => Promise.resolve(),
  };
}
