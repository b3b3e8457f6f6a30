import { agentEndpoints } from './agents.ts';
import { changeEndpoints } from './changes.ts';
import type { Endpoint } from './endpoint.ts';
import { resourceEndpoints } from './resources.ts';
import { runEndpoints } from './runs.ts';

/** Every endpoint of the API, in the order of the OpenAPI document. */
export const allEndpoints: readonly Endpoint[] = [
  ...Object.values(resourceEndpoints),
  ...Object.values(runEndpoints),
  ...Object.values(changeEndpoints),
  ...Object.values(agentEndpoints),
];
