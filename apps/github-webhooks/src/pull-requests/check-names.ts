/** The checks that stand on each head, as branch protection names them. */
export const checkNames = { plan: 'slipway/plan', reviews: 'slipway/reviews' } as const;
