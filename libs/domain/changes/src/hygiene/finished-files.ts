import { isStudyResult } from '../resource-place.ts';
import { programLayout } from '../layout.ts';
import { ownerOf } from '../ownership.ts';

/** A file that no part of Slipway needs any more, and that no part of it removes. */
export interface FinishedFile {
  readonly path: string;
  readonly why: string;
}

/** Paths at the tip of a branch that it takes to tell what is finished. */
export interface FinishedCandidates {
  /** Files of Studies, `<name>.yaml`. */
  readonly studies: ReadonlySet<string>;
  /** What Studies have found, `<name>.result.yaml`. */
  readonly results: readonly string[];
  /** Manifests of attempts. */
  readonly attempts: readonly string[];
}

export type CandidateKind = keyof FinishedCandidates;

/** Which of the candidates this path is one of; undefined for most paths. */
export function candidateKind(path: string): CandidateKind | undefined {
  const { area } = ownerOf(path);
  if (area === 'runs') return 'attempts';
  const isSourceFile = path.split('/').length > 4;
  if (area !== 'study' || isSourceFile) return undefined;
  return isStudyResult(path) ? 'results' : 'studies';
}

/** The UTC day on which the attempt of this manifest was made, `2026-11-27`. */
export const dayOfAttempt = (path: string): string => path.split('/')[4] ?? '';

/**
 * What is finished for certain, in path order. An attempt is when a change of Slipway has removed its manifest before: it is
 * committed once and removed when it has ended, so one that is there again came back by a revert or a merge, and would run
 * twice. A result is when its Study is gone. All other manifests may be alive, however old they are.
 *
 * @param removed paths that changes of Slipway have removed on this branch
 */
export function finishedFiles(
  { studies, results, attempts }: FinishedCandidates,
  removed: ReadonlySet<string>,
): readonly FinishedFile[] {
  const orphans = results.filter((path) => !studies.has(studyOf(path)));
  const returned = attempts.filter((path) => removed.has(path));
  return [
    ...orphans.map((path) => ({ path, why: 'its Study is gone' })),
    ...returned.map((path) => ({ path, why: 'the attempt has ended: Slipway has removed it once already' })),
  ].sort((one, other) => (one.path < other.path ? -1 : 1));
}

function studyOf(result: string): string {
  const [, team = '', , file = ''] = result.split('/');
  return programLayout('Study', team, file.replace(/\.result\.yaml$/, '')).file;
}
