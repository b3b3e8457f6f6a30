import { deliveryEndpoints } from '@slipway/contracts';
import { connect } from '../../connection/connect.ts';
import { allPages } from '../../connection/pages.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import { printable } from '../../output/printable.ts';
import { collectedPages, type ListOptions } from '../study/collected-pages.ts';
import { deliveryTable } from './delivery-table.ts';
import { selectionOf, type SelectionOptions } from './selection.ts';

export interface ListDeliveriesOptions extends ListOptions, SelectionOptions {}

/** Lists deliveries of GitHub, newest first. */
export async function listDeliveries(invocation: Invocation, options: ListDeliveriesOptions): Promise<void> {
  const { out, err, signal, clock } = invocation;
  const selection = selectionOf(options, clock.now());
  const client = await connect(invocation);
  const limit = options.all === true ? 500 : Math.min(500, options.limit + 1);
  const pages = allPages((cursor) =>
    client.call(deliveryEndpoints.listDeliveries, {
      query: { ...selection, limit, ...(cursor === undefined ? {} : { cursor }) },
      signal,
    }),
  );
  const items = await collectedPages(invocation, pages, options);
  const format = formatOf(invocation);
  if (format === 'name') for (const { id } of items) await out.line(printable(id));
  else if (format !== 'table') await writeData(out, format, { items });
  else if (items.length === 0) await err.line('no deliveries');
  else for (const line of deliveryTable(items, clock.now(), out.colours)) await out.line(line);
}
