import { UnavailableError } from '@slipway/kernel';
import type { StudyStore } from '@slipway/ports';

/** When the database goes away in a turn: before it, before its commit, or after it, so that only the answer is lost. */
export type Fault = 'before' | 'within' | 'after';

/** A store whose turns fail as `next` says. */
export function faultyStore(store: StudyStore, next: () => Fault | undefined): StudyStore {
  return {
    ...store,
    turn: async (team, name, work) => {
      const fault = next();
      const fail = (at: Fault): void => {
        if (fault === at) throw new UnavailableError(`the database went away ${at} the turn`);
      };
      fail('before');
      const result = await store.turn(team, name, async (turn) => {
        const done = await work(turn);
        fail('within');
        return done;
      });
      fail('after');
      return result;
    },
  };
}
