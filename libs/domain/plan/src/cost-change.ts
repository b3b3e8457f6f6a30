import { compareText } from './finding.ts';
import type { Cost, CostChange } from './plan.ts';
import type { Program } from './programs.ts';

/** Hours of a month, as cloud providers count them: 8,760 / 12. */
const hoursOfMonth = 730;

/** An hour and a month, to the hundredth of a cent: sums of the same prices read the same. */
export function costOf(hourly: number): Cost {
  const rounded = Math.round(hourly * 10_000) / 10_000;
  return { hourly: rounded, monthly: Math.round(hourly * hoursOfMonth * 100) / 100 };
}

/** What the runs of these programs cost before and after, in all and for each team. */
export function costChange(before: readonly Program[], after: readonly Program[]): CostChange {
  const teams = [...new Set([...before, ...after].map(teamOf))].sort();
  return {
    before: total(before),
    after: total(after),
    teams: teams.flatMap((team) => {
      const [was, is] = [before, after].map((programs) =>
        total(programs.filter((one) => teamOf(one) === team)),
      );
      return was === undefined || is === undefined || was.hourly === is.hourly
        ? []
        : [{ team, before: was, after: is }];
    }),
    unpriced: after
      .flatMap(({ id, hourly, cluster }) => (hourly === undefined && cluster !== undefined ? [id] : []))
      .sort(compareText),
  };
}

export const total = (programs: readonly Program[]): Cost =>
  costOf(programs.reduce((sum, { hourly = 0 }) => sum + hourly, 0));

const teamOf = ({ job }: Program): string => job.metadata.team;
