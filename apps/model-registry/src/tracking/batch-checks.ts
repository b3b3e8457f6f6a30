import { isInteger, isNumber, isText, required, type Check } from '../protocol/checks.ts';
import { isRecord, type Json } from '../protocol/message.ts';

const missing = (name: string): string => `Missing value for required parameter '${name}'.`;
const invalid = (name: string, value: Json): string =>
  `Invalid value ${JSON.stringify(value)} for parameter '${name}' supplied.`;

/** Each item is an object that has these fields. */
const hasFields = (list: string, fields: readonly string[]): Check => ({
  kind: 'value',
  holds: (items) => {
    if (!Array.isArray(items)) return true;
    for (const [index, item] of (items as readonly Json[]).entries()) {
      const name = `${list}[${String(index)}]`;
      if (!isRecord(item)) return invalid(name, item);
      const lacking = fields.find((field) => required.holds(item[field]) !== true);
      if (lacking !== undefined) return missing(`${name}.${lacking}`);
    }
    return true;
  },
});

/** Each field that an item has is what it should be; MLflow would store what it read up to the first that is not. */
const fitsTypes = (list: string, fields: Readonly<Record<string, Check>>): Check => ({
  kind: 'type',
  holds: (items) => {
    if (!Array.isArray(items)) return true;
    for (const [index, item] of (items as readonly Json[]).entries()) {
      for (const [field, check] of Object.entries(fields)) {
        const value = isRecord(item) ? (item[field] ?? null) : null;
        if (value !== null && check.holds(value) !== true)
          return invalid(`${list}[${String(index)}].${field}`, value);
      }
    }
    return true;
  },
});

export const hasMetrics = (list: string): readonly Check[] => [
  hasFields(list, ['key', 'value', 'timestamp']),
  fitsTypes(list, {
    key: isText,
    value: isNumber,
    timestamp: isInteger,
    step: isInteger,
    model_id: isText,
    dataset_name: isText,
    dataset_digest: isText,
  }),
];

export const hasKeys = (list: string): readonly Check[] => [
  hasFields(list, ['key']),
  fitsTypes(list, { key: isText, value: isText }),
];
