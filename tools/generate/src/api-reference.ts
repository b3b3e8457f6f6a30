import { openApiDocument } from '@slipway/contracts';
import type { Generator } from './generated-file.ts';

export const apiReference: Generator = () =>
  Promise.resolve([
    { path: 'docs/reference/openapi.json', content: `${JSON.stringify(openApiDocument(), undefined, 2)}\n` },
  ]);
