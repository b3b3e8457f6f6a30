import { layout, programLayout } from './layout.ts';
import { ownerOf } from './ownership.ts';

/** The resource that a path of the environment repository belongs to. */
export interface ResourcePlace {
  readonly kind: 'Environment' | 'Policy' | 'Cluster' | 'Team' | 'Job' | 'Study' | 'Model';
  readonly team?: string;
  readonly name: string;
  /** File of the resource itself; the path is this one, or a file beside it. */
  readonly file: string;
}

/** The resource that people write at this path, or undefined for rendered files and those that belong to none. */
export function resourcePlace(path: string): ResourcePlace | undefined {
  const owner = ownerOf(path);
  const baseName = path.slice(path.lastIndexOf('/') + 1).replace(/\.yaml$/, '');
  switch (owner.area) {
    case 'settings':
      return { kind: 'Environment', name: 'slipway.yaml', file: path };
    case 'policies':
      return { kind: 'Policy', name: baseName, file: path };
    case 'cluster':
      return { kind: 'Cluster', name: owner.cluster, file: path };
    case 'team':
      return { kind: 'Team', name: owner.team, file: path };
    case 'model':
      return { kind: 'Model', team: owner.team, name: modelName(path), file: path };
    case 'job':
    case 'study':
      return programPlace(owner.area === 'job' ? 'Job' : 'Study', owner.team, path);
    case 'unknown':
    case 'add-ons':
    case 'cluster-manifests':
    case 'team-manifests':
    case 'runs':
      return undefined;
  }
}

function programPlace(kind: 'Job' | 'Study', team: string, path: string): ResourcePlace {
  const [, , , entry = ''] = path.split('/');
  const name = entry.replace(/(\.result)?\.yaml$/, '');
  return { kind, team, name, file: programLayout(kind, team, name).file };
}

/** `teams/vision/models/shard-0f/iris/versions-101-200.yaml` → `iris` */
function modelName(path: string): string {
  const [first = '', second = ''] = path.split('/').slice(3);
  return (first.startsWith('shard-') && second !== '' ? second : first).replace(/\.yaml$/, '');
}

/** Whether the path is what a Study has found, which Slipway writes. */
export const isStudyResult = (path: string): boolean => path.endsWith('.result.yaml');

/** The source files of a program lie below this, with a slash at its end. */
export const sourceFolder = ({ kind, team, name }: ResourcePlace): string | undefined =>
  (kind === 'Job' || kind === 'Study') && team !== undefined
    ? `${programLayout(kind, team, name).folder}/`
    : undefined;

export const placeId = ({ kind, team, name }: ResourcePlace): string =>
  team === undefined ? `${kind}/${name}` : `${kind}/${team}/${name}`;

export const settingsFile = layout.settings();
