import { cliReference } from '@slipway/cli';
import type { Generator } from './generated-file.ts';

export const commandReference: Generator = () =>
  Promise.resolve([{ path: 'docs/reference/cli.md', content: cliReference() }]);
