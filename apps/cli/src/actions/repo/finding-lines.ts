import { repositoryLimits, type RepositoryFinding, type RepositoryLimitName } from '@slipway/changes';
import { shortBytes } from '../../output/ages.ts';
import type { Colours } from '../../output/output.ts';
import { printable } from '../../output/printable.ts';
import { tableLines } from '../../output/table.ts';

const names = Object.keys(repositoryLimits) as RepositoryLimitName[];

/** Why a limit may have no finding. */
const unknownBecause: Partial<Record<RepositoryLimitName, string>> = {
  'file-size': 'a partial clone does not have the files',
  pushes: 'there is no record of pushes here (a reflog)',
  'pull-requests': 'only the git host knows',
};

/** The limits that nothing was found out about. */
export const unknownLimits = (findings: readonly RepositoryFinding[]): RepositoryLimitName[] =>
  names.filter((name) => findings.every(({ limit }) => limit !== name));

/** For people: a line for each finding, what to do below it, and what could not be known. */
export function findingLines(findings: readonly RepositoryFinding[], colours: Colours): string[] {
  const marks = {
    ok: colours.green('ok'),
    warning: colours.yellow('warning'),
    problem: colours.red('problem'),
  };
  const rows = findings.map(({ limit, level, figure, most, path = '' }) => [
    marks[level],
    repositoryLimits[limit].name,
    `${amount(limit, figure)} of ${amount(limit, most)}`,
    printable(path),
  ]);
  const unknown = unknownLimits(findings).map((limit) => [
    colours.dim('unknown'),
    repositoryLimits[limit].name,
    '',
    unknownBecause[limit] ?? '',
  ]);
  const [heading = '', ...lines] = tableLines(['', 'limit', 'found', 'where'], [...rows, ...unknown]);
  return [
    heading,
    ...lines.flatMap((line, index) => {
      const hint = findings[index]?.hint;
      return hint === undefined ? [line] : [line, `         ${colours.cyan('→')} ${hint}`];
    }),
  ];
}

function amount(limit: RepositoryLimitName, figure: number): string {
  return repositoryLimits[limit].unit === 'bytes' ? shortBytes(figure) : figure.toLocaleString('en');
}
