import { describedKinds, type DescribedKind } from '../registry.ts';
import { viewOf, type SchemaView } from '../validation/schema-view.ts';

/** JSON Schema (2020-12) of each kind as users write it, for editors. */
export function jsonSchemas(): Readonly<Record<DescribedKind, SchemaView>> {
  const { Cluster, Environment, Job, Policy, Study, Team, Workflow } = describedKinds;
  return {
    Cluster: viewOf(Cluster),
    Environment: viewOf(Environment),
    Job: viewOf(Job),
    Policy: viewOf(Policy),
    Study: viewOf(Study),
    Team: viewOf(Team),
    Workflow: viewOf(Workflow),
  };
}
