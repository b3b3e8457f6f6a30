import { setImmediate } from 'node:timers/promises';

/** Points after which requests that wait get their turn: a millisecond or two of work. */
const pointsOfTurn = 20_000;

/** Lets other work of the process in, again and again, while many points are handled. */
export class Turns {
  #points = 0;

  /** Call between two pieces of work, with the number of points of the one that comes. */
  async done(points: number): Promise<void> {
    this.#points += points;
    if (this.#points < pointsOfTurn) return;
    this.#points = 0;
    await setImmediate();
  }
}
