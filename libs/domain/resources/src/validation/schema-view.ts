import { z } from 'zod';

/** The parts of a JSON Schema that names, types and documentation are read from. */
export interface SchemaView {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaView>>;
  readonly required?: readonly string[];
  readonly items?: SchemaView;
  readonly additionalProperties?: SchemaView | boolean;
  readonly anyOf?: readonly SchemaView[];
}

const views = new WeakMap<z.ZodType, SchemaView>();

/** The schema as users write it (before defaults), made once for each. */
export function viewOf(schema: z.ZodType): SchemaView {
  let view = views.get(schema);
  if (view === undefined) {
    view = z.toJSONSchema(schema, { io: 'input', override: keepDocumentation }) as SchemaView;
    views.set(schema, view);
  }
  return view;
}

/** zod leaves out defaults and examples of schemas that transform; ours only turn numbers into text, so they are right. */
function keepDocumentation({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  const examples = z.globalRegistry.get(zodSchema)?.examples;
  if (Array.isArray(examples)) jsonSchema.examples = examples;
  // Alternatives told apart by a field are still alternatives: one word for both.
  if (jsonSchema.oneOf) {
    jsonSchema.anyOf = jsonSchema.oneOf;
    delete jsonSchema.oneOf;
  }
  if (zodSchema._zod.def.type === 'default') jsonSchema.default = zodSchema._zod.def.defaultValue;
}

/** Fields of an object, those of all alternatives together. */
export function fieldsOf(view: SchemaView | undefined): ReadonlyMap<string, SchemaView> {
  const fields = new Map(Object.entries(view?.properties ?? {}));
  for (const alternative of view?.anyOf ?? []) {
    for (const [name, field] of fieldsOf(alternative)) if (!fields.has(name)) fields.set(name, field);
  }
  return fields;
}

/** The schema of what lies below `view` at a path of names and indices. */
export function viewAt(view: SchemaView | undefined, path: readonly PropertyKey[]): SchemaView | undefined {
  let here = view;
  for (const segment of path) {
    if (typeof segment === 'number') here = here?.items;
    else
      here =
        fieldsOf(here).get(String(segment)) ??
        (typeof here?.additionalProperties === 'object' ? here.additionalProperties : undefined);
  }
  return here;
}
