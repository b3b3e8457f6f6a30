import type { OptunaTrialPlace } from '@slipway/ports';

/** Trials of a study, at the most. */
export const mostTrials = 1_000_000;
const span = 2 ** 20;

/** Clients know a trial by one number: unique among all studies, and growing within one. */
export const trialIdOf = ({ ref, number }: OptunaTrialPlace): number => ref * span + number;

/** @param id any integer; a place of no trial for one that no trial has */
export function placeOf(id: number): OptunaTrialPlace {
  if (!Number.isSafeInteger(id) || id < 0) return { ref: 0, number: 0 };
  return { ref: Math.floor(id / span), number: id % span };
}
