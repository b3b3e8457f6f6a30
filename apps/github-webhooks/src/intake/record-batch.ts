import { zstdCompressSync } from 'node:zlib';
import type { DeliveryAddress } from '@slipway/deliveries';
import type { DeliveryLedger, NewDelivery, Recorded } from '@slipway/ports';
import { compression } from './compression.ts';
import type { Payload } from './payload.ts';
import { release } from './release.ts';

/** A verified delivery on its way into the ledger. */
export interface IncomingDelivery {
  readonly id: string;
  readonly address: DeliveryAddress;
  readonly payload: Payload;
  /** In hex. */
  readonly signature: string;
  readonly receivedAt: Date;
  /** Why nobody has to handle it; undefined: it is queued. */
  readonly ignored: string | undefined;
}

/** Records deliveries in one transaction, small payloads compressed together. Two of one id count as one that comes again. */
export async function recordBatch(
  ledger: DeliveryLedger,
  batch: readonly IncomingDelivery[],
): Promise<readonly Recorded[]> {
  const firsts = new Map<string, IncomingDelivery>();
  for (const delivery of batch) if (!firsts.has(delivery.id)) firsts.set(delivery.id, delivery);
  const { deliveries, blocks } = inBlocks([...firsts.values()]);
  const recorded = await ledger.record(deliveries, blocks);
  const outcomes = new Map(deliveries.map(({ id }, index) => [id, recorded[index] ?? 'known']));
  return batch.map((delivery) => {
    const first = firsts.get(delivery.id);
    const outcome = outcomes.get(delivery.id) ?? 'known';
    if (first === delivery || !first) return outcome;
    // The first of them may itself be one that the ledger has with another signature.
    return outcome !== 'other-signature' && first.signature === delivery.signature
      ? 'known'
      : 'other-signature';
  });
}

function inBlocks(batch: readonly IncomingDelivery[]): {
  readonly deliveries: readonly NewDelivery[];
  readonly blocks: readonly Uint8Array[];
} {
  const small = batch.flatMap(({ payload: { content } }) =>
    content.kind === 'plain' ? [content.bytes] : [],
  );
  const blocks: Buffer[] = small.length === 0 ? [] : [compressed(small)];
  let offset = 0;
  const deliveries = batch.map(({ id, address, payload, signature, receivedAt, ignored }): NewDelivery => {
    const { bytes, content } = payload;
    const isPlain = content.kind === 'plain';
    const place = isPlain ? { block: 0, offset } : { block: blocks.length, offset: 0 };
    if (isPlain) offset += bytes;
    else blocks.push(content.bytes);
    return { ...address, id, signature, bytes, place, receivedAt, ignored };
  });
  return { deliveries, blocks };
}

/** Here and not in another thread: a block takes a millisecond or two, and handing it over costs as much. */
function compressed(payloads: readonly Buffer[]): Buffer {
  const block = Buffer.concat(payloads);
  const smaller = zstdCompressSync(block, { ...compression, pledgedSrcSize: block.length });
  release(block);
  return smaller;
}
