import type { Issue } from '@slipway/kernel';
import type { SlipwayResource } from './registry.ts';
import { formatPath, type Located, type Path } from './yaml/located-value.ts';
import { issueAtPath, type IssueDetails, type SourceText } from './yaml/source-text.ts';

interface Origin {
  readonly source: SourceText;
  readonly root: Located;
}

// Beside the resources and not in them: a resource is plain data that is stored and compared.
const origins = new WeakMap<SlipwayResource, Origin>();

export function rememberOrigin(resource: SlipwayResource, { source, root }: Origin): void {
  origins.set(resource, { source, root });
}

export function originOf(resource: SlipwayResource): Origin | undefined {
  return origins.get(resource);
}

/**
 * An issue at a path of a resource, such as `['metadata', 'team']`, for rules that need to know more than the file. It
 * names file, line and column when `parseResources` made the resource.
 */
export function issueAt(resource: SlipwayResource, path: Path, details: IssueDetails): Issue {
  const origin = origins.get(resource);
  if (origin) return issueAtPath(origin.source, origin.root, path, details);
  const { message, expected, suggestion } = details;
  return {
    message,
    path: formatPath(path),
    ...(expected !== undefined && { expected }),
    ...(suggestion !== undefined && { suggestion }),
  };
}
