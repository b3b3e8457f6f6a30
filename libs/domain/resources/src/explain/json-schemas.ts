import { kinds, type Kind } from '../registry.ts';
import { viewOf, type SchemaView } from '../validation/schema-view.ts';

/** JSON Schema (2020-12) of each kind as users write it, for editors. */
export function jsonSchemas(): Readonly<Record<Kind, SchemaView>> {
  return { Cluster: viewOf(kinds.Cluster), Job: viewOf(kinds.Job), Team: viewOf(kinds.Team) };
}
