/** Does the work for each item, for at most `width` at a time. The first error ends it, when those under way have ended. */
export async function inParallel<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let isOver = false;
  let reading: Promise<unknown> = Promise.resolve();
  /** One after the other: a generator is asked by one worker at a time. */
  const next = (): Promise<IteratorResult<Item>> => {
    const asked = reading.then(() => iterator.next());
    reading = asked.catch(() => undefined);
    return asked;
  };
  const worker = async (): Promise<void> => {
    try {
      for (let item = await next(); item.done !== true && !isOver; item = await next())
        await work(item.value);
    } finally {
      isOver = true;
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: width }, worker));
  await iterator.return?.();
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
