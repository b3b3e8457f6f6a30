import type { DeliveryAddress } from './delivery-address.ts';

/** Deliveries of one lane are handled one at a time, in the order they came: those of a repository, else of an owner. */
export function laneOf({ repository, owner }: Pick<DeliveryAddress, 'repository' | 'owner'>): string {
  return (repository ?? owner ?? '').toLowerCase();
}
