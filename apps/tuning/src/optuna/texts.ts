import { InvalidInputError } from '@slipway/kernel';
import type { AttributeScope, OptunaAttribute } from '@slipway/ports';
import { parsePythonJson } from '@slipway/search';
import type { Entry } from './messages.ts';

/** Characters of names and keys, as many as Optuna's own databases have. */
const longestName = 512;

/** @throws InvalidInputError for a name that is too long. */
export function checkName(what: string, name: string): void {
  if (name.length > longestName)
    throw new InvalidInputError(
      `the ${what} has ${String(name.length)} characters: at most ${String(longestName)} are possible`,
    );
}

/** @throws InvalidInputError for a key that is too long, and a value that no client could read */
export function attributeOf(scope: AttributeScope, { key, value }: Entry<string, string>): OptunaAttribute {
  checkName('key of an attribute', key);
  parsePythonJson(value);
  return { scope, key, value };
}

export const entriesOf = (
  attributes: readonly OptunaAttribute[],
  scope: AttributeScope,
): readonly Entry<string, string>[] =>
  attributes.filter((attribute) => attribute.scope === scope).map(({ key, value }) => ({ key, value }));
