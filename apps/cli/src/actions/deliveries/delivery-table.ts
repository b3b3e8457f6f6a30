import type { DeliveryView } from '@slipway/contracts';
import { age } from '../../output/ages.ts';
import type { Colours } from '../../output/output.ts';
import { clipped, printable } from '../../output/printable.ts';
import { tableLines } from '../../output/table.ts';

export function deliveryTable(
  deliveries: readonly DeliveryView[],
  now: Date,
  colours: Colours,
): readonly string[] {
  return tableLines(
    ['id', 'age', 'event', 'repository', 'about', 'state', 'reason'],
    deliveries.map((delivery) => [
      printable(delivery.id),
      age(delivery.receivedAt, now),
      printable(eventOf(delivery)),
      printable(delivery.repository ?? delivery.owner ?? ''),
      clipped(printable(aboutOf(delivery)), 30),
      colouredState(delivery, colours),
      clipped(printable(delivery.reason ?? ''), 70),
    ]),
  );
}

/** `pull_request.opened` */
export function eventOf({ event, action }: DeliveryView): string {
  return action === undefined ? event : `${event}.${action}`;
}

function aboutOf({ number, ref, commit }: DeliveryView): string {
  if (number !== undefined) return `#${String(number)}`;
  return ref?.replace(/^refs\/(?:heads|tags)\//, '') ?? commit?.slice(0, 12) ?? '';
}

function colouredState({ state, failures }: DeliveryView, colours: Colours): string {
  if (state === 'dead') return colours.red(state);
  if (state === 'handled') return colours.green(state);
  return state === 'pending' && failures > 0 ? colours.yellow(`pending, failed ${String(failures)}×`) : state;
}
