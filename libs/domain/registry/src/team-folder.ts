import { appendToUri } from './artifact-uri.ts';
import { MlflowError } from './mlflow-error.ts';
import { proxiedPath } from './proxied-path.ts';

/** Folder of the teams beside the one whose artifacts lie at the top. No team may name it. */
export const teamsFolder = '.teams';

/** Where a team keeps its artifacts below the top of a store: the root team at the top itself. */
export const teamPrefix = (team: string, rootTeam: string | undefined): string =>
  team === rootTeam ? '' : `${teamsFolder}/${team}`;

/**
 * The key of a team's path.
 * @throws MlflowError INVALID_PARAMETER_VALUE when the path leads to other teams
 */
export function teamKey(team: string, rootTeam: string | undefined, path: string): string {
  const prefix = teamPrefix(team, rootTeam);
  if (prefix !== '') return path === '' ? prefix : `${prefix}/${path}`;
  if (path.split('/')[0]?.toLowerCase() === teamsFolder)
    throw new MlflowError('INVALID_PARAMETER_VALUE', 'Invalid path');
  return path;
}

/** Where artifacts of new experiments lie: those of the root team at the top. */
export interface ArtifactRoots {
  /** `mlflow-artifacts:/`, or a path or URI that clients write to themselves. */
  readonly artifactRoot: string;
  readonly rootTeam: string | undefined;
}

/** Where artifacts of a team's new experiments lie. Below `mlflow-artifacts:/` the server keeps teams apart itself. */
export function teamArtifactRoot({ artifactRoot, rootTeam }: ArtifactRoots, team: string): string {
  const prefix = teamPrefix(team, rootTeam);
  if (prefix === '' || proxiedPath(artifactRoot) !== undefined) return artifactRoot;
  return appendToUri(artifactRoot, prefix);
}
