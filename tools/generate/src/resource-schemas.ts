import { jsonSchemas } from '@slipway/resources';
import type { Generator } from './generated-file.ts';

/** JSON Schema of each kind, for editors. */
export const resourceSchemas: Generator = () =>
  Promise.resolve(
    Object.entries(jsonSchemas()).map(([kind, schema]) => ({
      path: `docs/reference/schemas/${kind.toLowerCase()}.schema.json`,
      content: `${JSON.stringify(schema, undefined, 2)}\n`,
    })),
  );
