import { agentEndpoints } from './agents.ts';
import { changeEndpoints } from './changes.ts';
import { clusterStatusEndpoints } from './cluster-status.ts';
import { deliveryEndpoints } from './deliveries.ts';
import type { Endpoint } from './endpoint.ts';
import { modelEndpoints } from './models.ts';
import { notificationEndpoints } from './notifications.ts';
import { proposalEndpoints } from './proposals.ts';
import { pullRequestEndpoints } from './pull-requests.ts';
import { importEndpoints } from './registry-import.ts';
import { resourceEndpoints } from './resources.ts';
import { runEndpoints } from './runs.ts';
import { studyEndpoints } from './studies/endpoints.ts';
import { workflowRunEndpoints } from './workflow-runs.ts';

/** Every endpoint of the API, in the order of the OpenAPI document. */
export const allEndpoints: readonly Endpoint[] = [
  ...Object.values(resourceEndpoints),
  ...Object.values(clusterStatusEndpoints),
  ...Object.values(runEndpoints),
  ...Object.values(modelEndpoints),
  ...Object.values(importEndpoints),
  ...Object.values(studyEndpoints),
  ...Object.values(changeEndpoints),
  ...Object.values(agentEndpoints),
  ...Object.values(deliveryEndpoints),
  ...Object.values(pullRequestEndpoints),
  ...Object.values(proposalEndpoints),
  ...Object.values(notificationEndpoints),
  ...Object.values(workflowRunEndpoints),
];
