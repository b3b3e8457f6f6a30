/** What of a change decides about its place in a batch. */
export interface Plannable {
  readonly team: string | undefined;
  /** Bytes of content. */
  readonly bytes: number;
}

export interface BatchLimits {
  readonly changes: number;
  readonly bytes: number;
}

/**
 * Which of the pending changes (in log order) go into the next push, in the order of their commits. When all fit that is
 * the log's order; otherwise teams take turns, one change each, so that no team waits behind another's flood. The order
 * inside a team is always kept: once a change of a team does not fit, none of its later ones goes. Changes without a
 * team take a turn together, like a team. At least one change is taken, even one larger than the limit.
 */
export function planBatch<Item extends Plannable>(pending: readonly Item[], limits: BatchLimits): readonly Item[] {
  const bytesInAll = pending.reduce((sum, item) => sum + item.bytes, 0);
  if (pending.length <= limits.changes && bytesInAll <= limits.bytes) return pending;

  const lanes = new Map<string | undefined, { next: number; readonly items: (readonly [index: number, item: Item])[] }>();
  for (const [index, item] of pending.entries()) {
    const lane = lanes.get(item.team);
    if (lane === undefined) lanes.set(item.team, { next: 0, items: [[index, item]] });
    else lane.items.push([index, item]);
  }
  const taken: (readonly [index: number, item: Item])[] = [];
  let bytes = 0;
  while (lanes.size > 0 && taken.length < limits.changes) {
    for (const [team, lane] of lanes) {
      const candidate = lane.items[lane.next];
      const fits = candidate !== undefined && taken.length < limits.changes && bytes + candidate[1].bytes <= limits.bytes;
      if (candidate === undefined || (!fits && taken.length > 0)) {
        lanes.delete(team);
        continue;
      }
      taken.push(candidate);
      bytes += candidate[1].bytes;
      lane.next += 1;
    }
  }
  return taken.sort(([left], [right]) => left - right).map(([, item]) => item);
}
