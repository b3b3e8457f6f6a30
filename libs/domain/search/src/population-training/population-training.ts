import { Rng } from '../random/rng.ts';
import { drawFeasible } from '../samplers/draw-feasible.ts';
import type { Point, SearchSpace } from '../space/search-space.ts';
import type { LearningCurve } from '../stopping/early-stopping.ts';
import { perturb } from './perturb.ts';

/** A trial of the population, with the point that it trains with now. */
export interface Member {
  readonly curve: LearningCurve;
  readonly point: Point;
  /** Step at which it took its point; 0 at the beginning. */
  readonly since: number;
}

/** What a member does next: it goes on from the state of another one, with a new point. */
export interface Takeover {
  readonly trial: number;
  /** Trial whose weights it takes. */
  readonly from: number;
  readonly point: Point;
}

export interface PopulationTrainingOptions {
  readonly space: SearchSpace;
  readonly seed: number;
  /** Steps that a member trains with a point before it is judged; 1 or more. */
  readonly interval: number;
  /** Share of the population that takes over, and that is taken from; in 0 … 0.5, default 0.2. */
  readonly share?: number;
  /** Probability of each parameter to be drawn anew; default 0.25. */
  readonly resample?: number;
  /** What numbers are multiplied by otherwise; default 0.8 and 1.2. */
  readonly factors?: readonly number[];
}

/**
 * Population based training (Jaderberg et al., arXiv:1711.09846) with truncation selection: each member that is ready and
 * among the worst goes on from the state of one of the best, with that one's point perturbed. Members are compared by their
 * last losses; one whose loss is not finite is worse than all others, one without any is not judged. What is decided depends
 * on the arguments alone, and for each member on the seed, its number and its step.
 *
 * @returns takeovers in the order of members; those that are not named go on as they are
 */
export function takeovers(members: readonly Member[], options: PopulationTrainingOptions): Takeover[] {
  const { space, seed, interval, share = 0.2, resample = 0.25, factors = [0.8, 1.2] } = options;
  const judged = members
    .flatMap((member) => {
      const step = member.curve.steps.at(-1);
      const loss = member.curve.losses.at(-1);
      return step === undefined || loss === undefined ? [] : [{ ...member, step, loss: finiteOr(loss) }];
    })
    .sort((left, right) => compare(left.loss, right.loss) || left.curve.trial - right.curve.trial);
  const count = Math.min(Math.ceil(judged.length * share), Math.floor(judged.length / 2));
  const best = judged.slice(0, count).filter(({ loss }) => loss < Infinity);
  const worst = new Map(judged.slice(judged.length - count).map((member) => [member.curve.trial, member]));
  return members.flatMap(({ curve: { trial, isComplete } }) => {
    const member = worst.get(trial);
    if (member === undefined || isComplete || member.step - member.since < interval) return [];
    const rng = new Rng(seed, trial, member.step);
    const donor = best[rng.integer(best.length)];
    if (donor === undefined || donor.loss >= member.loss) return [];
    const point = drawFeasible(space, rng, (place) => {
      place.set(perturb(space, rng, donor.point, factors, resample));
    });
    return [{ trial, from: donor.curve.trial, point }];
  });
}

function finiteOr(loss: number): number {
  return Number.isFinite(loss) ? loss : Infinity;
}

/** Also of infinite numbers. */
function compare(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
