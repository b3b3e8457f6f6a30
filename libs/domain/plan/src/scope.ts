import { resourcePlace, sourceFolder, type ResourcePlace } from '@slipway/changes';
import { filesOfModels } from './model-findings.ts';
import { sharedFiles } from './read-side.ts';
import { changedFiles, isRegular, type FileChange, type Snapshot } from './snapshot.ts';

type Files = Snapshot['files'];

/** What a plan has to look at. */
export interface Scope {
  readonly changes: readonly FileChange[];
  /** Files of Jobs and Studies that are changed, or have a changed file beside them. */
  readonly touched: ReadonlySet<string>;
  /** Files of Jobs and Studies that may be judged anew: a Team, a Cluster, the settings or a policy is changed. */
  readonly affected: ReadonlySet<string>;
}

export function scopeOf(base: Files, head: Files): Scope {
  const changes = changedFiles(base, head);
  const touched = new Set<string>();
  const teams = new Set<string>();
  let everything = false;
  for (const { path } of changes) {
    const place = resourcePlace(path);
    if (place === undefined) continue;
    if (isProgram(place)) touched.add(place.file);
    else if (place.kind === 'Team') teams.add(place.name);
    else if (place.kind !== 'Model') everything = true;
  }
  const affected = new Set<string>();
  if (everything || teams.size > 0) {
    for (const files of [base, head])
      for (const path of files.keys()) {
        const place = path.endsWith('.yaml') ? resourcePlace(path) : undefined;
        if (place?.file !== path || !isProgram(place) || touched.has(path)) continue;
        if (everything || teams.has(place.team ?? '')) affected.add(path);
      }
  }
  return { changes, touched, affected };
}

const isProgram = ({ kind }: ResourcePlace): boolean => kind === 'Job' || kind === 'Study';

/** Object ids of the contents that the plan of these two revisions needs; both snapshots must hold them. */
export function contentsToRead(base: Files, head: Files): ReadonlySet<string> {
  const { changes, touched, affected } = scopeOf(base, head);
  const ids = new Set<string>();
  const add = (file: Parameters<typeof isRegular>[0]): void => {
    if (isRegular(file)) ids.add(file.id);
  };
  for (const { before, after } of changes) {
    add(before);
    add(after);
  }
  for (const paths of filesOfModels(changes, head).values()) for (const path of paths) add(head.get(path));
  const folders = new Set<string>();
  for (const file of touched) {
    const place = resourcePlace(file);
    const folder = place && sourceFolder(place);
    if (folder !== undefined) folders.add(folder);
  }
  for (const files of [base, head]) {
    for (const path of [...sharedFiles({ files }), ...touched, ...affected]) add(files.get(path));
    if (folders.size === 0) continue;
    for (const [path, file] of files) if (folders.has(path.split('/', 4).join('/') + '/')) add(file);
  }
  return ids;
}
