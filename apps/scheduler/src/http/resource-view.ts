import type { Resource } from '@slipway/contracts';
import type { ResourceRecord } from '@slipway/ports';
import { apiVersion, kinds, isKind } from '@slipway/resources';

/** A resource as the API shows it: the document of today's schema and what the scheduler knows of it. */
export function resourceView(record: ResourceRecord): Resource {
  const { kind, document, generation, updatedAt, change, rejection } = record;
  if (!isKind(kind)) throw new TypeError(`a resource of the unknown kind ${kind} is stored`);
  const { metadata, spec } = kinds[kind].parse(document);
  return {
    apiVersion,
    kind,
    metadata: { ...metadata },
    spec: { ...spec },
    generation,
    updatedAt: updatedAt.toISOString(),
    change,
    ...(rejection === undefined ? {} : { rejection }),
  };
}
