import { deliveryEndpoints } from '@slipway/contracts';
import { connect } from '../../connection/connect.ts';
import { UsageError } from '../../exit-codes.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import { printable } from '../../output/printable.ts';
import { deliveryTable } from './delivery-table.ts';
import { selectionOf, type SelectionOptions } from './selection.ts';

export interface ReplayOptions extends SelectionOptions {
  readonly limit: number;
  readonly dryRun?: boolean;
}

/** Handles deliveries again. A replay of everything is never meant: it takes ids or a filter. */
export async function replayDeliveries(
  invocation: Invocation,
  ids: readonly string[],
  { limit, dryRun = false, ...options }: ReplayOptions,
): Promise<void> {
  const { out, err, signal, clock } = invocation;
  const filter = selectionOf(options, clock.now());
  const isFiltered = Object.keys(filter).length > 0;
  if (isFiltered === ids.length > 0)
    throw new UsageError('name deliveries by their ids or by filters, and not by both');
  const client = await connect(invocation);
  const { items } = await client.call(deliveryEndpoints.replayDeliveries, {
    body: { ...(isFiltered ? { filter } : { ids: [...ids] }), limit, dryRun },
    signal,
  });
  const format = formatOf(invocation);
  if (format === 'name') for (const { id } of items) await out.line(printable(id));
  else if (format !== 'table') await writeData(out, format, { items });
  else if (items.length > 0)
    for (const line of deliveryTable(items, clock.now(), out.colours)) await out.line(line);
  const count = `${String(items.length)} ${items.length === 1 ? 'delivery' : 'deliveries'}`;
  await err.line(
    dryRun ? `${count} would be handled again: this was a dry run` : `${count} will be handled again`,
  );
}
