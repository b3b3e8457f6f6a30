import { crowdingDistance } from '../pareto/crowding-distance.ts';
import { nonDominatedFronts } from '../pareto/non-dominated-fronts.ts';
import { compareOutcomes, Outcome, outcomeOf } from './outcome.ts';
import type { Observation } from './sampler.ts';

/** Where an observation stands among others. */
export interface Ranked<Item extends Observation> {
  readonly observation: Item;
  /** 0 for the best; those that do not dominate each other have the same. */
  readonly rank: number;
  /** Distance to the neighbours of the same rank; Infinity where there is no front. */
  readonly crowding: number;
}

/**
 * Puts observations in order, the best first: by kind of outcome (constrained domination: Deb et al. 2002), those with
 * losses by front and then the lonelier first, infeasible ones by violation. Ties by trial number.
 *
 * @param objectives losses of a measured trial
 */
export function rankObservations<Item extends Observation>(
  observations: readonly Item[],
  objectives: number,
): Ranked<Item>[] {
  const ranked: Ranked<Item>[] = [];
  let rank = 0;
  const groups = Map.groupBy(observations, (observation) => outcomeOf(observation, objectives));
  for (const kind of [Outcome.Measured, Outcome.Pruned, Outcome.Infeasible, Outcome.Failed]) {
    const group = groups.get(kind) ?? [];
    for (const front of frontsOf(group, kind, objectives)) {
      for (const member of front) ranked.push({ ...member, rank });
      rank += 1;
    }
  }
  return ranked;
}

interface Member<Item> {
  readonly observation: Item;
  readonly crowding: number;
}

function frontsOf<Item extends Observation>(
  group: readonly Item[],
  kind: Outcome,
  objectives: number,
): Member<Item>[][] {
  const alone = (observation: Item): Member<Item> => ({ observation, crowding: Infinity });
  if (kind === Outcome.Failed) {
    const byTrial = group.toSorted((left, right) => left.trial - right.trial);
    return byTrial.length === 0 ? [] : [byTrial.map(alone)];
  }
  if (kind === Outcome.Infeasible)
    return group
      .toSorted((left, right) => left.violation - right.violation || left.trial - right.trial)
      .map((observation) => [alone(observation)]);
  if (objectives === 1) return group.toSorted(compareOutcomes).map((observation) => [alone(observation)]);
  return nonDominatedFronts(group.map(({ losses }) => losses)).map((front) => {
    const members = front.flatMap((index) => group[index] ?? []);
    const crowding = crowdingDistance(members.map(({ losses }) => losses));
    return members
      .map((observation, index) => ({ observation, crowding: crowding[index] ?? 0 }))
      .sort(
        (left, right) =>
          compare(right.crowding, left.crowding) || left.observation.trial - right.observation.trial,
      );
  });
}

/** Also of infinite numbers. */
function compare(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
