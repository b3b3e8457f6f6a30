import { InvalidInputError, nearest } from '@slipway/kernel';
import { describedKinds } from '../registry.ts';
import { fieldsOf, viewOf, type SchemaView } from '../validation/schema-view.ts';
import { typeName } from './type-name.ts';

export interface FieldExplanation {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

export interface Explanation {
  /** `job.spec.retries` */
  readonly path: string;
  readonly type: string;
  readonly description: string;
  /** As JSON; absent when there is none. */
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly fields: readonly FieldExplanation[];
}

/**
 * What a field is, by its path from the kind: `job`, `job.spec.retries`, `team.spec.quota`, `job.spec.env.secret` (lists
 * are passed through).
 * @throws InvalidInputError for a path that leads nowhere, with the nearest name.
 */
export function explain(path: string): Explanation {
  const [first = '', ...names] = path.replaceAll(/\[\d*\]/g, '').split('.');
  const kindNames = Object.keys(describedKinds);
  const kind = Object.entries(describedKinds).find(([name]) => name.toLowerCase() === first.toLowerCase());
  if (kind === undefined)
    throw unknownName(
      path,
      first,
      kindNames.map((name) => name.toLowerCase()),
      'a kind',
    );
  let view = viewOf(kind[1]);
  const walked = [kind[0].toLowerCase()];
  for (const name of names) {
    const fields = fieldsOf(entriesOf(view));
    const next = fields.get(name);
    if (next === undefined)
      throw unknownName(path, name, [...fields.keys()], `a field of ${walked.join('.')}`);
    view = next;
    walked.push(name);
  }
  return describe(
    walked.join('.'),
    view,
    names.length === 0 ? view.properties?.kind?.description : view.description,
  );
}

/** Lists are seen through: the fields of a list are those of its entries. */
function entriesOf(view: SchemaView): SchemaView {
  return view.items ?? view;
}

function describe(path: string, view: SchemaView, description = ''): Explanation {
  const entry = entriesOf(view);
  const fields = [...fieldsOf(entry)].map(([name, field]) => ({
    name,
    type: typeName(field),
    required: isRequired(entry, name),
    description: field.description ?? '',
  }));
  const isEmpty =
    typeof view.default === 'object' && view.default !== null && Object.keys(view.default).length === 0;
  return {
    path,
    type: typeName(view),
    description,
    ...(view.default !== undefined && !isEmpty && { default: view.default }),
    ...(view.examples && { examples: view.examples }),
    fields,
  };
}

/** Of alternatives, only what each of them requires. */
function isRequired({ required, anyOf }: SchemaView, name: string): boolean {
  return anyOf
    ? anyOf.every((alternative) => isRequired(alternative, name))
    : (required?.includes(name) ?? false);
}

function unknownName(path: string, name: string, names: readonly string[], what: string): InvalidInputError {
  const wrong = `${JSON.stringify(name)} is not ${what}`;
  if (names.length === 0) {
    const message = `${wrong}, which has no fields`;
    return new InvalidInputError(message, { issues: [{ message, path }] });
  }
  const suggestion = nearest(name, names);
  const expected = `one of ${names.join(', ')}`;
  const message = `${wrong}; ${suggestion === undefined ? `expected ${expected}` : `did you mean ${suggestion}?`}`;
  return new InvalidInputError(message, {
    issues: [{ message, path, expected, ...(suggestion !== undefined && { suggestion }) }],
  });
}
