import { Rng } from '../../random/rng.ts';
import type { Point, SearchSpace } from '../../space/search-space.ts';
import { drawFeasible } from '../draw-feasible.ts';
import { compareMerits, compareOutcomes, Outcome, outcomeOf } from '../outcome.ts';
import type { Observation, Population, PopulationOptions, SamplerOptions, Training } from '../sampler.ts';
import { StartPoints } from '../start-point.ts';
import { drawUniform } from '../unit-point.ts';
import { perturb } from './perturb.ts';

/** One line of trainings; its rounds are the trials it has had, from 1. */
interface Member {
  readonly ended: Ended[];
  isTraining: boolean;
}

interface Ended {
  readonly observation: Observation;
  readonly training: Training;
}

interface Running {
  /** Undefined: it was enqueued when the population was complete, and is nobody's. */
  readonly member: Member | undefined;
  readonly training: Training;
}

interface Suggestion {
  readonly point: Point;
  readonly training: Training;
}

/** Share and factors as in the paper. */
export const defaultPopulation: PopulationOptions = {
  size: 20,
  interval: 1,
  share: 0.2,
  resample: 0.25,
  factors: [0.8, 1.2],
};

/** The members of population based training, and what each does next. */
export class TrainedPopulation implements Population {
  readonly #space: SearchSpace;
  readonly #seed: number;
  readonly #options: PopulationOptions;
  /** How many are the worst, and how many the best. */
  readonly #count: number;
  readonly #starts: StartPoints;
  readonly #members: Member[] = [];
  readonly #running = new Map<number, Running>();

  constructor({ space, seed, training = defaultPopulation }: SamplerOptions) {
    const { size, share } = training;
    this.#space = space;
    this.#seed = seed;
    this.#options = training;
    this.#count = Math.min(Math.ceil(size * share), Math.floor(size / 2));
    this.#starts = new StartPoints(space, seed);
  }

  get free(): number {
    return this.#options.size - this.#members.filter(({ isTraining }) => isTraining).length;
  }

  trainingOf(trial: number): Training {
    const running = this.#running.get(trial);
    if (running) return running.training;
    throw new RangeError(`trial ${String(trial)} does not train: it has not begun, or has ended`);
  }

  /** @throws RangeError when all members train */
  ask(trial: number): Point {
    const isFull = this.#members.length >= this.#options.size;
    const member = isFull ? this.#nextMember() : this.#newMember();
    if (!member) throw new RangeError(`no member is free for trial ${String(trial)}`);
    const { point, training } = this.#next(member, new Rng(this.#seed, trial));
    this.#train(trial, member, training);
    return point;
  }

  /** Points from elsewhere are those that members begin with, as long as there is room for members. */
  begin(trial: number, point: Point): void {
    const isFull = this.#members.length >= this.#options.size;
    const member = isFull || !this.#space.isFeasible(point) ? undefined : this.#newMember();
    this.#train(trial, member, this.#anew());
  }

  tell(observation: Observation): void {
    const running = this.#running.get(observation.trial);
    if (!running) return;
    const { member, training } = running;
    this.#running.delete(observation.trial);
    if (!member) return;
    member.ended.push({ observation, training });
    member.isTraining = false;
  }

  #train(trial: number, member: Member | undefined, training: Training): void {
    if (member) member.isTraining = true;
    this.#running.set(trial, { member, training });
  }

  #newMember(): Member {
    const member = { ended: [], isTraining: false };
    this.#members.push(member);
    return member;
  }

  /** Who has had the fewest trials of those that do not train. */
  #nextMember(): Member | undefined {
    let next: Member | undefined;
    for (const member of this.#members)
      if (!member.isTraining && (!next || member.ended.length < next.ended.length)) next = member;
    return next;
  }

  #next(member: Member, rng: Rng): Suggestion {
    const last = member.ended.at(-1);
    if (!last) return { point: this.#starts.at(this.#members.length - 1), training: this.#anew() };
    const better = this.#standing(member.ended.length).filter(
      ({ observation }) => compareMerits(observation, last.observation) < 0,
    );
    if (hasLearned(last) && better.length < this.#options.size - this.#count)
      return { point: last.observation.point, training: this.#after(last) };
    // What fails at its beginning says nothing of those that others have begun with.
    const best = last.training.parent === undefined && !hasLearned(last) ? [] : this.#bestOf(better);
    const donor = best[rng.integer(best.length)];
    if (donor) return { point: this.#near(donor.observation.point, rng), training: this.#after(donor) };
    const point = drawFeasible(this.#space, rng, (place) => {
      drawUniform(this.#space, rng, place);
    });
    return { point, training: this.#anew() };
  }

  /** The last result of each member up to a round: those further on have had more steps to become good in. */
  #standing(round: number): readonly Ended[] {
    return this.#members.flatMap(({ ended }) => ended[Math.min(round, ended.length) - 1] ?? []);
  }

  #bestOf(ended: readonly Ended[]): readonly Ended[] {
    return ended
      .filter(hasLearned)
      .sort((one, other) => compareOutcomes(one.observation, other.observation))
      .slice(0, this.#count);
  }

  #near(donor: Point, rng: Rng): Point {
    const { factors, resample } = this.#options;
    return drawFeasible(this.#space, rng, (point) => {
      point.set(perturb(this.#space, rng, donor, factors, resample));
    });
  }

  #anew(): Training {
    return { fromStep: 0, toStep: this.#options.interval };
  }

  #after({ observation, training: { toStep } }: Ended): Training {
    return { parent: observation.trial, fromStep: toStep, toStep: toStep + this.#options.interval };
  }
}

/** Whether it has left a state that others can go on from. */
const hasLearned = ({ observation }: Ended): boolean =>
  observation.state === 'complete' && outcomeOf(observation, 1) !== Outcome.Failed;
