import { repositoryLimits, type RepositoryLimit, type RepositoryLimitName } from './repository-limits.ts';
import type { RepositorySnapshot } from './repository-snapshot.ts';

export interface RepositoryFinding {
  readonly limit: RepositoryLimitName;
  readonly level: 'ok' | 'warning' | 'problem';
  /** Folder or file that it is about, `.` for the root; undefined when it is the whole repository. */
  readonly path: string | undefined;
  readonly figure: number;
  /** In the unit of the limit, as the figure. */
  readonly most: number;
  /** What to do; undefined when all is well. */
  readonly hint: string | undefined;
}

/** Share of a limit of GitHub from which on there is a warning. */
const warnAt = 0.5;

/**
 * How far a repository is from each limit: in the order of the table, the highest figure of each limit first, then further
 * paths that are not well. What the snapshot does not know has no finding.
 */
export function judgeRepository(snapshot: RepositorySnapshot): readonly RepositoryFinding[] {
  const { widest, deepest, largest, storeBytes, branches, busiestMinute, pullRequests } = snapshot;
  return [
    ...ofPaths(
      'directory-width',
      widest.map(({ path, entries }) => [path, entries]),
    ),
    ...ofPaths('directory-depth', [[deepest.path, deepest.folders]]),
    ...ofPaths('file-size', largest?.map(({ path, bytes }) => [path, bytes]) ?? []),
    ...ofWhole('repository-size', storeBytes),
    ...ofWhole('branches', branches),
    ...ofWhole('pushes', busiestMinute),
    ...ofWhole('pull-requests', pullRequests),
    ...ofWhole('loose-objects', snapshot.looseObjects),
    ...ofWhole('packs', snapshot.packs),
  ];
}

/** The highest share that any figure has of each limit which is known; 1 is the limit. */
export function limitRatios(
  findings: readonly RepositoryFinding[],
): ReadonlyMap<RepositoryLimitName, number> {
  const ratios = new Map<RepositoryLimitName, number>();
  for (const { limit, figure, most } of findings)
    ratios.set(limit, Math.max(ratios.get(limit) ?? 0, figure / most));
  return ratios;
}

function ofPaths(
  limit: RepositoryLimitName,
  figures: readonly (readonly [path: string, figure: number])[],
): readonly RepositoryFinding[] {
  return figures
    .map(([path, figure]) => judged(limit, figure, path === '' ? '.' : path))
    .filter(({ level }, index) => index === 0 || level !== 'ok');
}

const ofWhole = (limit: RepositoryLimitName, figure: number | undefined): readonly RepositoryFinding[] =>
  figure === undefined ? [] : [judged(limit, figure, undefined)];

function judged(limit: RepositoryLimitName, figure: number, path: string | undefined): RepositoryFinding {
  const { most, from, hint }: RepositoryLimit = repositoryLimits[limit];
  const level = levelOf(figure / most, from);
  return { limit, level, path, figure, most, hint: level === 'ok' ? undefined : hint };
}

function levelOf(ratio: number, from: RepositoryLimit['from']): RepositoryFinding['level'] {
  if (from === 'git') return ratio >= 1 ? 'warning' : 'ok';
  if (ratio >= 1) return 'problem';
  return ratio >= warnAt ? 'warning' : 'ok';
}
