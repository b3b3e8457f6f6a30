import { describe } from '@jest/globals';

/** For what kills parts of clusters: skipped when an existing one is to be tested. */
export const describeOwnClusters: typeof describe.skip = process.env.KUBECONFIG ? describe.skip : describe;
