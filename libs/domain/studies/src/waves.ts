/** Whose trials those are that run as Jobs of their own; no call of `slipway study run` has this name. */
export const jobsWorker = 'slipway/jobs';

/**
 * How many trials a study is to have at work as Jobs, when so many are. A new wave begins when at least half of the places are
 * free: so a study of N trials, P at a time, takes 2 N / P waves at the most (N when P is 1), each of which is one change,
 * and trials that take longer than others do not hold up the next ones.
 */
export const wantedTrials = (parallelism: number, atWork: number): number =>
  atWork <= Math.floor(parallelism / 2) ? parallelism : atWork;
