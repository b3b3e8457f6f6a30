import type { Identity } from './cluster-api.ts';

/** A service account of the system namespace, as the API server sees it. */
export const account = (name: string): Identity => ({
  user: `system:serviceaccount:slipway-system:${name}`,
  groups: ['system:serviceaccounts', 'system:serviceaccounts:slipway-system', 'system:authenticated'],
});

/** Somebody of a team. */
export const member = (team: string): Identity => ({
  user: 'alice@example.org',
  groups: [`slipway:${team}`, 'system:authenticated'],
});

/** Somebody whom nothing of Kubernetes' own is refused to. */
export const administrator: Identity = {
  user: 'root@example.org',
  groups: ['system:masters', 'system:authenticated'],
};
