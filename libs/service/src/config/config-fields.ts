import { z } from 'zod';

/** One setting as its user sees it. */
export interface ConfigField {
  /** In the schema: `databaseUrl`. */
  readonly key: string;
  /** `SLIPWAY_DATABASE_URL` */
  readonly variable: string;
  /** `--database-url` */
  readonly flag: string;
  /** A flag that may stand without a value. */
  readonly boolean: boolean;
  readonly secret: boolean;
  readonly description: string | undefined;
  readonly default: unknown;
}

/** The settings of a config schema, in its order. */
export function fieldsOf(schema: z.ZodObject): readonly ConfigField[] {
  return Object.entries(schema.shape).map(([key, field]) => {
    const words = key.replaceAll(/([A-Z])/g, '_$1');
    const type = field as z.ZodType;
    const { default: value } = z.toJSONSchema(type, { io: 'output', unrepresentable: 'any' });
    return {
      key,
      variable: `SLIPWAY_${words.toUpperCase()}`,
      flag: `--${words.toLowerCase().replaceAll('_', '-')}`,
      boolean: isBoolean(type),
      secret: metadata(type, 'secret') === true,
      description: textOf(metadata(type, 'description')),
      default: value,
    };
  });
}

function isBoolean(type: z.ZodType): boolean {
  return z.toJSONSchema(type, { io: 'output', unrepresentable: 'any' }).type === 'boolean';
}

/** Metadata of a field, also when it was given before `.default()` or `.optional()` wrapped it. */
function metadata(type: z.ZodType, name: string): unknown {
  const own = type.meta()?.[name];
  if (own !== undefined) return own;
  if (type instanceof z.ZodDefault || type instanceof z.ZodOptional)
    return metadata(type.unwrap() as z.ZodType, name);
  return undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
