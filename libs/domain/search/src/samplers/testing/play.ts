import type { Configuration } from '../../space/parameter.ts';
import type { Point, SearchSpace } from '../../space/search-space.ts';
import type { Observation, Sampler } from '../sampler.ts';

export interface Played {
  readonly point: Point;
  readonly losses: readonly number[];
}

export interface Game {
  readonly trials: number;
  readonly losses: (configuration: Configuration) => readonly number[];
  /** Trials at a time, which end in the order they began; default 1. */
  readonly parallelism?: number;
  /** Ends when it says so. */
  readonly until?: (losses: readonly number[]) => boolean;
  readonly change?: (observation: Observation) => Observation;
}

/** Asks a sampler for trials and tells it what became of them. @returns trials in the order they ended */
export function play(sampler: Sampler, space: SearchSpace, game: Game): Played[] {
  const { trials, losses, parallelism = 1, until, change } = game;
  const running: { trial: number; point: Point }[] = [];
  const played: Played[] = [];
  let next = 0;
  while (played.length < trials) {
    while (running.length < parallelism && next < trials) {
      running.push({ trial: next, point: sampler.ask(next) });
      next += 1;
    }
    const ended = running.shift();
    if (ended === undefined) break;
    const { trial, point } = ended;
    const own = losses(space.decode(point));
    const observation: Observation = { trial, point, state: 'complete', losses: own, violation: 0 };
    sampler.tell(change?.(observation) ?? observation);
    played.push({ point, losses: own });
    if (until?.(own)) break;
  }
  return played;
}
