import type { ResourceType } from '@slipway/ports';
import { pathPart } from './api-connection.ts';

/** Path of a collection, or of one object of it. */
export function resourcePath(
  { group, version, plural }: ResourceType,
  { namespace, name }: { readonly namespace?: string | undefined; readonly name?: string | undefined } = {},
): string {
  return [
    group === '' ? '/api' : `/apis/${pathPart(group)}`,
    pathPart(version),
    ...(namespace === undefined ? [] : ['namespaces', pathPart(namespace)]),
    pathPart(plural),
    ...(name === undefined ? [] : [pathPart(name)]),
  ].join('/');
}
