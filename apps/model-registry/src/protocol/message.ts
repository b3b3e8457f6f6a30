/** Value of a JSON document. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A value that is not of its field's type. What was read before it stays, as protobuf's JSON parser leaves it. */
export class ParseFailure extends Error {}

/**
 * The type of one field of a request, after protobuf's JSON mapping: what it accepts, what it becomes, and its JSON
 * Schema for the OpenAPI document.
 */
export interface Field<Value> {
  readonly repeated: boolean;
  /** @throws ParseFailure */
  parse(value: Json): Value;
  readonly schema: Readonly<Record<string, unknown>>;
}

type Shape = Readonly<Record<string, Field<unknown>>>;
type ValueOf<F> = F extends Field<infer Value> ? Value : never;

/** Fields that were not sent are undefined; repeated ones are empty then. */
export type MessageValue<S extends Shape> = {
  readonly [K in keyof S]: ValueOf<S[K]> extends readonly unknown[]
    ? ValueOf<S[K]>
    : ValueOf<S[K]> | undefined;
};

export interface Message<S extends Shape = Shape> extends Field<MessageValue<S>> {
  readonly shape: S;
  /** Reads as far as it can: `failed` when a value was not of its type, with what was read before it. */
  read(value: Json): {
    readonly value: MessageValue<S>;
    readonly failed: boolean;
    readonly conflict?: string;
  };
}

/** The request of an endpoint. */
export type RequestOf<M extends Message> = M extends Message<infer S> ? MessageValue<S> : never;

const single = <Value>(
  schema: Readonly<Record<string, unknown>>,
  parse: (value: Json) => Value,
): Field<Value> => ({ repeated: false, schema, parse });

const fail = (what: string): never => {
  throw new ParseFailure(what);
};

export const text = (): Field<string> =>
  single({ type: 'string' }, (value) => (typeof value === 'string' ? value : fail('a string')));

const integer = (least: bigint, most: bigint, format: string): Field<number> =>
  single({ type: 'integer', format }, (value) => {
    if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    const written =
      typeof value === 'number' ? (Number.isInteger(value) ? BigInt(value) : undefined) : integerIn(value);
    if (written === undefined || written < least || written > most) return fail('an integer');
    return Number(written);
  });

function integerIn(value: Json): bigint | undefined {
  return typeof value === 'string' && /^-?\d{1,19}$/.test(value) ? BigInt(value) : undefined;
}

export const int32 = (): Field<number> => integer(-(2n ** 31n), 2n ** 31n - 1n, 'int32');
/** Beyond 2^53 the nearest double: times, steps and sizes stay far below. */
export const int64 = (): Field<number> => integer(-(2n ** 63n), 2n ** 63n - 1n, 'int64');

const namedDoubles: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

export const double = (): Field<number> =>
  single({ oneOf: [{ type: 'number' }, { enum: Object.keys(namedDoubles) }] }, (value) => {
    if (typeof value === 'number') return value;
    if (typeof value !== 'string') return fail('a number');
    const named = Object.hasOwn(namedDoubles, value) ? namedDoubles[value] : undefined;
    if (named !== undefined) return named;
    return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value) ? Number(value) : fail('a number');
  });

export const bool = (): Field<boolean> =>
  single({ type: 'boolean' }, (value) =>
    typeof value === 'boolean'
      ? value
      : value === 'true'
        ? true
        : value === 'false'
          ? false
          : fail('a boolean'),
  );

/** One of `names`, by its name, or by its number where a protobuf enum numbers them from `first`. */
export const choice = <const Name extends string>(names: readonly Name[], first = 1): Field<Name> =>
  single({ type: 'string', enum: names }, (value) => {
    const found = typeof value === 'number' ? names[value - first] : names.find((name) => name === value);
    return found ?? fail(`one of ${names.join(', ')}`);
  });

/** Any JSON value, unread. */
export const json = (): Field<Json> => single({}, (value) => value);

export const list = <Value>(item: Field<Value>): Field<readonly Value[]> => ({
  repeated: true,
  schema: { type: 'array', items: item.schema },
  parse: (value) => (Array.isArray(value) ? value.map((each: Json) => item.parse(each)) : fail('a list')),
});

export function message<S extends Shape>(shape: S): Message<S> {
  const nameOf = new Map<string, string>();
  for (const name of Object.keys(shape)) nameOf.set(name, name).set(camelCase(name), name);
  const repeated = Object.keys(shape).filter((name) => shape[name]?.repeated);

  // A batch has a thousand of these: nothing is made here but the value.
  const read: Message<S>['read'] = (value) => {
    const found: Record<string, unknown> = {};
    for (const name of repeated) found[name] = [];
    const read = found as MessageValue<S>;
    if (!isRecord(value)) return { value: read, failed: true };
    const keys = Object.keys(value);
    for (const key of keys) {
      const name = nameOf.get(key);
      if (name === undefined || name === key || !Object.hasOwn(value, name)) continue;
      const conflict = `Request specifies both '${name}' and '${key}'; provide only one of them.`;
      return { value: read, failed: true, conflict };
    }
    try {
      for (const key of keys) {
        const name = nameOf.get(key);
        const given = value[key];
        if (name !== undefined && given !== null && given !== undefined)
          found[name] = shape[name]?.parse(given);
      }
    } catch (error) {
      if (error instanceof ParseFailure) return { value: read, failed: true };
      throw error;
    }
    return { value: read, failed: false };
  };

  return {
    repeated: false,
    shape,
    schema: {
      type: 'object',
      properties: Object.fromEntries(Object.entries(shape).map(([name, { schema }]) => [name, schema])),
    },
    read,
    parse: (value) => {
      const { value: parsed, failed } = read(value);
      return failed ? fail('an object') : parsed;
    },
  };
}

export function isRecord(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const camelCase = (name: string): string =>
  name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
