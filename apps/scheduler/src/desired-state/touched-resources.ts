import { isStudyResult, resourcePlace, type ResourcePlace } from '@slipway/changes';

/** Kinds that the scheduler keeps, in the order in which they need each other. */
const kinds = ['Team', 'Cluster', 'Job', 'Study'];

/** Of git's glob pathspecs: what belongs to these kinds. */
export const resourcePatterns: readonly string[] = [
  'teams/*/team.yaml',
  'teams/*/jobs/**',
  'teams/*/studies/**',
  'clusters/*/cluster.yaml',
];

/** The resources that these paths belong to, each once: those first that others need. */
export function touchedResources(paths: Iterable<string>): readonly ResourcePlace[] {
  const found = new Map<string, ResourcePlace>();
  for (const path of paths) {
    const place = isStudyResult(path) ? undefined : resourcePlace(path);
    if (place && kinds.includes(place.kind)) found.set(place.file, place);
  }
  return [...found.values()].sort(
    (one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind) || (one.file < other.file ? -1 : 1),
  );
}
