import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { YamlBounds } from './bounds.ts';
import type { Located } from './located-value.ts';
import { shown } from './shown.ts';
import type { IssueDetails } from './source-text.ts';
import { unsafeCharacter } from './text-rules.ts';

export interface Evaluation {
  readonly value: unknown;
  readonly root: Located;
}

export type Report = (offset: number, details: IssueDetails) => void;

const plainTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
);

/** Thrown to leave the recursion when the budget of values is used up. */
class TooManyValues extends Error {}

/** Makes plain values of a parsed document, and reports everything in it that a Slipway file does not use. */
export function evaluate(
  document: Document.Parsed,
  bounds: YamlBounds,
  budget: { values: number },
  report: Report,
): Evaluation {
  const evaluator = new Evaluator(bounds, budget, report);
  try {
    return evaluator.node(document.contents, undefined, 0);
  } catch (error) {
    if (!(error instanceof TooManyValues)) throw error;
    report(document.range[0], { message: `the file has more than ${String(bounds.values)} values` });
    return { value: undefined, root: { start: document.range[0] } };
  }
}

class Evaluator {
  readonly #bounds: YamlBounds;
  readonly #budget: { values: number };
  readonly #report: Report;
  readonly #anchors = new Map<string, ParsedNode>();
  /** Nodes that are being evaluated: an alias to one of them is a cycle. */
  readonly #open = new Set<ParsedNode>();

  constructor(bounds: YamlBounds, budget: { values: number }, report: Report) {
    this.#bounds = bounds;
    this.#budget = budget;
    this.#report = report;
  }

  node(node: ParsedNode | null, key: number | undefined, depth: number): Evaluation {
    if (node === null) return { value: null, root: located(key ?? 0, key) };
    const start = node.range[0];
    this.#budget.values -= 1;
    if (this.#budget.values < 0) throw new TooManyValues();
    if (isAlias(node)) return this.#alias(node.source, start, key, depth);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (node.tag !== undefined && !plainTags.has(node.tag))
      this.#report(start, { message: `the tag ${shown(node.tag)} is not supported` });
    if (depth > this.#bounds.depth) {
      this.#report(start, {
        message: `lists and objects are nested deeper than ${String(this.#bounds.depth)} levels`,
      });
      return { value: null, root: located(start, key) };
    }
    this.#open.add(node);
    const evaluation = isMap(node)
      ? this.#map(node, key, depth)
      : isSeq(node)
        ? this.#list(node, key, depth)
        : this.#scalar(node, key);
    this.#open.delete(node);
    return evaluation;
  }

  /** What an alias stands for, located where the alias is. */
  #alias(name: string, start: number, key: number | undefined, depth: number): Evaluation {
    const target = this.#anchors.get(name);
    if (target === undefined || this.#open.has(target)) {
      const what = target === undefined ? 'has no anchor before it' : 'refers to itself';
      this.#report(start, { message: `the alias ${shown(`*${name}`)} ${what}` });
      return { value: null, root: located(start, key) };
    }
    const { value, root } = this.node(target, undefined, depth);
    return { value, root: located(start, key, root.children) };
  }

  #scalar(node: Scalar.Parsed, key: number | undefined): Evaluation {
    if (typeof node.value === 'string') this.#checkText(node.value, node.range[0]);
    // A value that was left out stands where its name does, not at the white space behind it.
    const start = node.value === null && node.source === '' ? (key ?? node.range[0]) : node.range[0];
    return { value: node.value, root: located(start, key) };
  }

  #list(node: YAMLSeq.Parsed, key: number | undefined, depth: number): Evaluation {
    const children = new Map<number, Located>();
    const value = node.items.map((item, index) => {
      const entry = this.node(item, undefined, depth + 1);
      children.set(index, entry.root);
      return entry.value;
    });
    return { value, root: located(node.range[0], key, children) };
  }

  #map(node: YAMLMap.Parsed, key: number | undefined, depth: number): Evaluation {
    const children = new Map<string, Located>();
    const value: Record<string, unknown> = {};
    for (const pair of node.items) {
      const name = this.#name(pair.key, node.range[0]);
      if (name === undefined) continue;
      const [at] = pair.key.range;
      if (children.has(name)) {
        this.#report(at, { message: `the field ${shown(name)} is given twice` });
        continue;
      }
      const entry = this.node(pair.value, at, depth + 1);
      children.set(name, entry.root);
      value[name] = entry.value;
    }
    return { value, root: located(node.range[0], key, children) };
  }

  /** The name of a field, or undefined when it is none and that was reported. */
  #name(key: ParsedNode | null, around: number): string | undefined {
    const at = key?.range[0] ?? around;
    if (!isScalar(key) || typeof key.value !== 'string') {
      const what = isScalar(key) ? shown(key.value) : 'a list or an object';
      this.#report(at, {
        message: `${what} is not the name of a field`,
        expected: isScalar(key) && key.value !== null ? `text in quotes: "${key.source}"` : 'text',
      });
      return undefined;
    }
    if (key.value === '<<')
      this.#report(at, { message: 'merge keys (<<) are not supported; write the fields out' });
    else if (key.value === '__proto__') this.#report(at, { message: 'no field may be called __proto__' });
    else if (this.#checkText(key.value, at)) return key.value;
    return undefined;
  }

  #checkText(text: string, at: number): boolean {
    const bad = this.#bounds.anyText ? undefined : unsafeCharacter(text);
    if (bad) this.#report(at, { message: `the text has ${bad.problem}` });
    return bad === undefined;
  }
}

function located(start: number, key: number | undefined, children?: Located['children']): Located {
  return { start, ...(key !== undefined && { key }), ...(children && { children }) };
}
