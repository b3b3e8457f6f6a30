import { deliveryEndpoints } from '@slipway/contracts';
import { connect } from '../../connection/connect.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { age, shortBytes } from '../../output/ages.ts';
import { writeData } from '../../output/format.ts';
import { printable } from '../../output/printable.ts';
import { fieldLines } from '../../output/table.ts';
import { eventOf } from './delivery-table.ts';

/** Shows a delivery, or writes its payload. */
export async function showDelivery(
  invocation: Invocation,
  delivery: string,
  { payload = false }: { readonly payload?: boolean },
): Promise<void> {
  const { out, signal, clock } = invocation;
  const client = await connect(invocation);
  const request = { params: { delivery }, signal };
  if (payload) {
    for await (const chunk of client.bytes(deliveryEndpoints.getDeliveryPayload, request))
      await out.write(chunk);
    return;
  }
  const found = await client.call(deliveryEndpoints.getDelivery, request);
  const format = formatOf(invocation);
  if (format === 'name') await out.line(printable(found.id));
  else if (format !== 'table') await writeData(out, format, found);
  else {
    const at = (time: string | undefined): string | undefined =>
      time && `${time} (${age(time, clock.now())} ago)`;
    const text = (value: string | undefined): string | undefined => value && printable(value);
    const lines = fieldLines([
      ['Id', printable(found.id)],
      ['Event', printable(eventOf(found))],
      ['Repository', text(found.repository)],
      ['Owner', text(found.owner)],
      ['Number', found.number === undefined ? undefined : String(found.number)],
      ['Ref', text(found.ref)],
      ['Commit', text(found.commit)],
      ['Payload', shortBytes(found.bytes)],
      ['Received', at(found.receivedAt)],
      ['State', found.state],
      ['Reason', text(found.reason)],
      ['Failures', found.failures === 0 ? undefined : String(found.failures)],
      ['Next attempt', found.dueAt],
      ['Settled', at(found.settledAt)],
      ['Replays', found.replays === 0 ? undefined : String(found.replays)],
    ]);
    for (const line of lines) await out.line(line);
  }
}
