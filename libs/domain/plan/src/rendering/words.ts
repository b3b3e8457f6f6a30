import type { Cost, Plan, ResourceChange, Review } from '../plan.ts';
import { amount } from '../quota-change.ts';

/** `Job vision/digits` */
export const resourceName = ({ kind, team, name }: ResourceChange): string =>
  `${kind} ${team === undefined ? name : `${team}/${name}`}`;

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${String(count)} ${count === 1 ? one : many}`;

/** `2 added, 1 changed, 0 removed` */
export function summary({ resources }: Plan): string {
  const count = (action: ResourceChange['action']): string =>
    `${String(resources.filter((one) => one.action === action).length)} ${action}`;
  return `${count('added')}, ${count('changed')}, ${count('removed')}`;
}

export const verdictText: Readonly<Record<Plan['verdict'], string>> = {
  ok: 'The change is right.',
  denied: 'Policies deny the change.',
  invalid: 'The change is not valid.',
};

export const money = ({ hourly, monthly }: Cost): string =>
  `$${hourly.toFixed(hourly > 0 && hourly < 0.1 ? 4 : 2)} an hour, $${monthly.toFixed(2)} a month`;

export const reviewers = ({ owners }: Review): string =>
  owners.length === 0
    ? 'nobody is named'
    : owners.length === 1
      ? (owners[0] ?? '')
      : `one of ${owners.join(', ')}`;

/** `12 of 16` with units, or `12` without a limit. */
export const share = (asked: number, limit: number | undefined): string =>
  limit === undefined ? `${amount(asked)}, no limit` : `${amount(asked)} of ${amount(limit)}`;
