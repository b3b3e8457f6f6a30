import type { FinishedFile } from '@slipway/changes';
import type { Colours } from '../../output/output.ts';

/** Files that are named. */
const mostNamed = 20;

export interface Removal {
  /** `--fix` was given, maybe as a dry run. */
  readonly asked: boolean;
  /** The commit that has removed the files. */
  readonly by: string | undefined;
  readonly branch: string;
}

/** For people: what is finished, and what became of it. Without finished files, whoever asked to remove them is told so. */
export function finishedLines(
  finished: readonly FinishedFile[],
  { asked, by, branch }: Removal,
  colours: Colours,
): string[] {
  if (finished.length === 0) return asked ? ['', 'Nothing is finished that nobody removes.'] : [];
  const files = finished.length === 1 ? '1 file' : `${finished.length.toLocaleString('en')} files`;
  const heading =
    by !== undefined
      ? `${files} removed from ${branch} by ${by.slice(0, 12)}; push it if this is a clone`
      : asked
        ? `${files} would be removed from ${branch}`
        : `${files} finished; slipway repo doctor --fix removes what nobody else does`;
  const more = finished.length - mostNamed;
  return [
    '',
    heading,
    ...finished.slice(0, mostNamed).map(({ path, why }) => `  ${path}  ${colours.dim(why)}`),
    ...(more > 0 ? [`  and ${more.toLocaleString('en')} more (--json has all)`] : []),
  ];
}
