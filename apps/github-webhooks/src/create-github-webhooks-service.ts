import { Wakes, type Service } from '@slipway/service';
import { createBackFill } from './back-fill/back-fill.ts';
import type { GithubWebhooksDeps } from './github-webhooks-deps.ts';
import { chatHandler } from './chat/chat-handler.ts';
import { createDeliveryWorker } from './handling/delivery-worker.ts';
import { reasonToIgnore, type DeliveryHandler } from './handling/handler.ts';
import { pingHandler } from './handling/ping-handler.ts';
import { pullRequestHandlers } from './handling/pull-request-handlers.ts';
import { pushHandler } from './handling/push-handler.ts';
import { deliveryMount } from './http/delivery-mount.ts';
import { deliveryRoutes } from './http/delivery-routes.ts';
import type { IntakeLimits } from './intake/intake-limits.ts';
import { createIntake } from './intake/receive-delivery.ts';
import { pullRequestRoutes } from './http/pull-request-routes.ts';
import { lookAfterPullRequests } from './pull-requests/look-after.ts';
import { createPlanner, type Planner } from './pull-requests/planner.ts';
import { proposalRoutes } from './proposals/proposal-routes.ts';
import { createUpkeep } from './upkeep.ts';
import { byRepository } from './workflows/by-repository.ts';
import { codeRepositories } from './workflows/code-repositories.ts';
import { lookAfterWorkflows } from './workflows/look-after-workflows.ts';
import type { WorkflowDeps } from './workflows/workflow-deps.ts';
import { workflowHandlers } from './workflows/workflow-handlers.ts';
import { workflowRoutes } from './workflows/workflow-routes.ts';

/** For tests: other handlers, and other bounds. */
export interface GithubWebhooksOptions {
  readonly handlers?: readonly DeliveryHandler[];
  readonly limits?: IntakeLimits;
  /** Milliseconds that a worker has a lane for without renewing it. */
  readonly lease?: number;
}

/**
 * The door for GitHub: takes deliveries of webhooks into a ledger, handles them from there, and asks for those that did not
 * get through. Any number of them may work on one database.
 */
export function createGithubWebhooksService(
  given: GithubWebhooksDeps,
  { handlers: others, limits, lease }: GithubWebhooksOptions = {},
): Service {
  const planner = createPlanner();
  const onGitHub = workflowsOnGitHub(given);
  const handlers = others ?? usualHandlers(given, planner, onGitHub, () => lookingAfter?.wake());
  const deps = { ...given, logger: given.logger.child({ service: 'github-webhooks' }) };
  const { logger, metrics } = deps;
  const byEvent = new Map(handlers.map((handler) => [handler.event, handler]));
  const intake = createIntake(deps, (address) => reasonToIgnore(byEvent, address), limits);
  const worker = createDeliveryWorker(deps, byEvent, lease);
  const backFill = createBackFill(deps);
  const upkeep = createUpkeep(deps);
  const { pullRequests: source } = deps;
  const wakes = new Wakes(deps.clock);
  const lookingAfter = source && lookAfterPullRequests({ ...deps, ...source, planner, wakes });
  const workflows = lookAfterWorkflows({ ...deps, onGitHub });
  return {
    name: 'github-webhooks',
    routes: [
      ...deliveryRoutes(deps, worker.wake),
      ...proposalRoutes({ ...deps, wakes }),
      ...workflowRoutes(deps),
      ...pullRequestRoutes(source, () => {
        lookingAfter?.wake();
      }),
    ],
    mounts: [deliveryMount({ intake, logger, metrics, onQueued: worker.wake })],
    start: async () => {
      worker.start();
      backFill.start();
      upkeep.start();
      await workflows.start();
      await lookingAfter?.start();
    },
    stop: async () => {
      await intake.close();
      await worker.stop();
      await backFill.stop();
      await upkeep.stop();
      await workflows.stop();
      await lookingAfter?.stop();
      await planner.close();
      await source?.revisions.close();
      await source?.proposalBranches.close();
    },
    checkReady: async () => {
      await deps.ledger.known([]);
    },
  };
}

/** Undefined without an App: nobody can read repositories then. */
function workflowsOnGitHub(deps: GithubWebhooksDeps): WorkflowDeps | undefined {
  const { hostOf, resources } = deps;
  return hostOf && { ...deps, hostOf, repositories: codeRepositories(resources) };
}

function usualHandlers(
  deps: GithubWebhooksDeps,
  planner: Planner,
  onGitHub: WorkflowDeps | undefined,
  onTouched: () => void,
): readonly DeliveryHandler[] {
  const ofEnvironment = environmentHandlers(deps, planner, onTouched);
  if (!onGitHub) return ofEnvironment;
  return byRepository(ofEnvironment, workflowHandlers(onGitHub), deps.environment?.fullName);
}

function environmentHandlers(
  deps: GithubWebhooksDeps,
  planner: Planner,
  onTouched: () => void,
): readonly DeliveryHandler[] {
  const { environment, pullRequests: source } = deps;
  if (!environment || !source) return [pingHandler, pushHandler(deps)];
  const pullRequests = { ...deps, ...source, planner, branch: environment.branch };
  const { conversation } = source;
  return [
    pingHandler,
    pushHandler(deps),
    ...pullRequestHandlers(pullRequests, environment, onTouched),
    ...(conversation ? [chatHandler({ ...pullRequests, conversation }, environment)] : []),
  ];
}
