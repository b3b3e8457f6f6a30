import { placeId, resourcePlace, type ResourcePlace } from '@slipway/changes';
import { jobThatRuns, type SlipwayResource } from '@slipway/resources';
import { fieldChanges } from './field-changes.ts';
import { compareText } from './finding.ts';
import type { ResourceChange } from './plan.ts';
import type { Side } from './read-side.ts';
import { sensitiveValues } from './redaction.ts';
import type { Scope } from './scope.ts';
import { isRegular, type FileChange } from './snapshot.ts';

interface Touched {
  readonly place: ResourcePlace;
  readonly changes: FileChange[];
}

/** Resources whose own file, or a file beside them, is changed; sorted by kind, team and name. */
export function resourceChanges(before: Side, after: Side, { changes }: Scope): readonly ResourceChange[] {
  return [...touchedResources(changes).values()]
    .map(({ place, changes: files }) => {
      const [old, now] = [valueOf(before, place), valueOf(after, place)];
      const secrets = [before, after].flatMap((side) => secretsOf(side, place));
      const sources = files.map(({ path }) => path).filter((path) => path !== place.file);
      return {
        action: actionOf(before, after, place),
        kind: place.kind,
        ...(place.team === undefined ? {} : { team: place.team }),
        name: place.name,
        file: place.file,
        ...(old === undefined || now === undefined
          ? { fields: [], moreFields: 0 }
          : fieldChanges(old, now, secrets)),
        sources,
      };
    })
    .sort(
      (left, right) =>
        compareText(left.kind, right.kind) ||
        compareText(left.team ?? '', right.team ?? '') ||
        compareText(left.name, right.name),
    );
}

/** Changed files that belong to no resource. */
export const otherFiles = ({ changes }: Scope): readonly string[] =>
  changes.map(({ path }) => path).filter((path) => resourcePlace(path) === undefined);

function touchedResources(changes: readonly FileChange[]): ReadonlyMap<string, Touched> {
  const touched = new Map<string, Touched>();
  for (const change of changes) {
    const place = resourcePlace(change.path);
    if (place === undefined) continue;
    const found = touched.get(placeId(place));
    if (found) found.changes.push(change);
    else touched.set(placeId(place), { place, changes: [change] });
  }
  return touched;
}

function actionOf(before: Side, after: Side, { file }: ResourcePlace): ResourceChange['action'] {
  const [was, is] = [before, after].map(({ snapshot }) => isRegular(snapshot.files.get(file)));
  if (was === is) return 'changed';
  return is === true ? 'added' : 'removed';
}

/** What a resource says, as data; undefined when it is not there or not valid. */
function valueOf(side: Side, place: ResourcePlace): unknown {
  if (place.kind === 'Environment') return side.settings;
  if (place.kind !== 'Policy') return resourceOf(side, place);
  const policies = side.policies.filter(({ file }) => file === place.file).map(({ policy }) => policy);
  return policies.length === 0
    ? undefined
    : Object.fromEntries(policies.map((policy) => [policy.metadata.name, policy.spec]));
}

const resourceOf = (side: Side, place: ResourcePlace): SlipwayResource | undefined =>
  side.resources.get(placeId(place))?.resource;

function secretsOf(side: Side, place: ResourcePlace): readonly string[] {
  const resource = resourceOf(side, place);
  return resource === undefined ? [] : sensitiveValues(jobThatRuns(resource));
}
