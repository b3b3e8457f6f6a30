import { MlflowError, type KeyValue } from '@slipway/registry';
import { list, message, text, type Field, type MessageValue } from '../protocol/message.ts';

const fields = { key: text(), value: text() };

/** Params or tags of a request. */
export const keyValues = (): Field<readonly MessageValue<typeof fields>[]> => list(message(fields));

/** What was not sent is empty. */
export const filled = (items: readonly MessageValue<typeof fields>[]): readonly KeyValue[] =>
  items.map(({ key = '', value = '' }) => ({ key, value }));

/** @throws MlflowError BAD_REQUEST when a tag is given twice */
export function checkUniqueTags(tags: readonly KeyValue[]): void {
  const seen = new Set<string>();
  for (const { key } of tags) {
    if (seen.has(key)) throw new MlflowError('BAD_REQUEST', `The tag '${key}' is given twice.`);
    seen.add(key);
  }
}
