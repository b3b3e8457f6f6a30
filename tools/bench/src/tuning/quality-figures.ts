import type { Row } from '../benchmark.ts';
import type { Play } from './quality.ts';
import { gapsAfter, mean, meanDifference, meanOverProblems, meanRanks, type Interval } from './statistics.ts';

interface Figures {
  readonly rows: readonly Row[];
  readonly ratios: Readonly<Record<string, number>>;
}

const milestones = [25, 50, 100, 200];

const rowOfInterval = (system: string, metric: string, { mean, low, high }: Interval): Row => ({
  system,
  metric,
  unit: 'mean [95 %]',
  median: mean,
  min: low,
  max: high,
});

/** Mean gaps and ranks of each system, gaps by family of problems, and how much lower those of `auto` are. */
export function qualityFigures(plays: readonly Play[], trials: number): Figures {
  const systems = [...new Set(plays.map(({ system }) => system))];
  const families = [...new Set(plays.map(({ family }) => family))];
  const rows: Row[] = [];
  const ratios: Record<string, number> = {};
  for (const at of milestones.filter((milestone) => milestone <= trials)) {
    const after = `after ${String(at)} trials`;
    const ranks = meanRanks(plays, at);
    for (const system of systems) {
      const gaps = gapsAfter(plays, system, at);
      rows.push(rowOfInterval(system, `gap ${after}`, meanOverProblems([...gaps.values()])));
      const rank = ranks.get(system) ?? NaN;
      rows.push({ system, metric: `rank ${after}`, unit: 'mean', median: rank, min: rank, max: rank });
    }
    for (const system of systems.filter((other) => other !== 'slipway auto')) {
      const difference = meanDifference(plays, system, 'slipway auto', at);
      rows.push(rowOfInterval(system, `gap above that of slipway auto ${after}`, difference));
    }
    for (const family of families)
      for (const system of systems) {
        const gaps = gapsAfter(
          plays.filter((play) => play.family === family),
          system,
          at,
        );
        rows.push(rowOfInterval(system, `gap of ${family} ${after}`, meanOverProblems([...gaps.values()])));
      }
    const gapOf = (system: string): number => mean([...gapsAfter(plays, system, at).values()].map(mean));
    for (const system of systems.filter((other) => other.startsWith('optuna')))
      ratios[`gap ${after}: slipway auto / ${system}`] = gapOf('slipway auto') / gapOf(system);
  }
  return { rows, ratios };
}

/** Mean gaps after as many epochs as so many whole trials have. */
export function stoppingFigures(plays: readonly Play[], trials: number): Figures {
  const systems = [...new Set(plays.map(({ system }) => system))];
  const rows: Row[] = [];
  const ratios: Record<string, number> = {};
  for (const at of [5, 10, 20].filter((milestone) => milestone <= trials)) {
    const after = `after the epochs of ${String(at)} trials`;
    const gaps = new Map(
      systems.map((system) => [system, meanOverProblems([...gapsAfter(plays, system, at).values()])]),
    );
    for (const [system, gap] of gaps) rows.push(rowOfInterval(system, `gap ${after}`, gap));
    for (const sampler of ['random', 'tpe'])
      for (const peer of ['hyperband', 'median'])
        ratios[`gap ${after}: slipway asha / optuna ${peer}, both with ${sampler}`] =
          (gaps.get(`slipway asha, ${sampler}`)?.mean ?? NaN) /
          (gaps.get(`optuna ${peer}, ${sampler}`)?.mean ?? NaN);
  }
  return { rows, ratios };
}
