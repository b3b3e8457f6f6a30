import { nearest, type Issue } from '@slipway/kernel';
import type { Scalar } from '../space/parameter.ts';
import { issueAt } from './invalid-input.ts';
import { oneOf, shown } from './shown.ts';

/** Fields of an object by name. */
export type Fields = ReadonlyMap<string, unknown>;

/**
 * Reads values of plain JSON and notes what is wrong with them. Each reader gives undefined for a wrong value, and then there
 * is an issue about it.
 */
export class JsonReader {
  readonly issues: Issue[] = [];

  refuse(path: string, message: string, expected?: string, suggestion?: string): void {
    this.issues.push(issueAt(path, message, expected, suggestion));
  }

  /** @param known names of all fields there may be; without it others are passed over */
  object(value: unknown, path: string, known?: readonly string[]): Fields | undefined {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const found = this.#expected('an object with fields', isObject ? value : undefined, value, path);
    const fields = found && new Map<string, unknown>(Object.entries(found));
    if (fields && known)
      for (const name of fields.keys())
        if (!known.includes(name))
          this.refuse(
            `${path}.${name}`,
            `there is no field ${shown(name)}`,
            oneOf(known),
            nearest(name, known),
          );
    return fields;
  }

  list(value: unknown, path: string): readonly unknown[] | undefined {
    return this.#expected('a list', Array.isArray(value) ? (value as unknown[]) : undefined, value, path);
  }

  number(value: unknown, path: string): number | undefined {
    return this.#expected('a number', typeof value === 'number' ? value : undefined, value, path);
  }

  text(value: unknown, path: string): string | undefined {
    return this.#expected('text', typeof value === 'string' ? value : undefined, value, path);
  }

  scalar(value: unknown, path: string): Scalar | undefined {
    const isScalar = typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
    return this.#expected('a number, text, true or false', isScalar ? value : undefined, value, path);
  }

  scalars(value: unknown, path: string): readonly Scalar[] | undefined {
    const items = this.list(value, path)?.map((item, index) =>
      this.scalar(item, `${path}[${String(index)}]`),
    );
    return items?.every((item) => item !== undefined) ? items : undefined;
  }

  word<Word extends string>(value: unknown, path: string, words: readonly Word[]): Word | undefined {
    const word = words.find((one) => one === value);
    if (typeof value !== 'string' || word !== undefined)
      return this.#expected(oneOf(words), word, value, path);
    this.refuse(path, `${shown(value)} is not ${oneOf(words)}`, oneOf(words), nearest(value, words));
    return undefined;
  }

  /** @param found the given value when it is of the type that is wanted */
  #expected<Value>(
    expected: string,
    found: Value | undefined,
    given: unknown,
    path: string,
  ): Value | undefined {
    const name = /[^.]*$/.exec(path)?.[0] ?? path;
    if (given === undefined) this.refuse(path, `the field ${name} is missing`, expected);
    else if (found === undefined) this.refuse(path, `${shown(given)} is not ${expected}`, expected);
    return found;
  }
}
