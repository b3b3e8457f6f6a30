import { Environment, EvaluationError, ParseError, TypeError, type ASTNode } from '@marcbachmann/cel-js';
import { parseQuantity } from '@slipway/kernel';
import { RE2JS } from 're2js';

/** What expressions see, by name. */
export interface Variables {
  readonly resource: unknown;
  readonly old: unknown;
  readonly program: unknown;
  readonly team: unknown;
  readonly cluster: unknown;
  readonly cost: unknown;
  readonly budget: unknown;
  readonly change: string;
  readonly environment: string;
}

/** What the time of an expression depends on. */
export interface Size {
  /** Entries of the longest list or object. */
  readonly entries: number;
  /** Characters of the longest text, which can be split into as many entries. */
  readonly characters: number;
}

/** An expression that was read. */
export interface Expression {
  /** Steps that it may take for variables of this size. */
  cost(size: Size): number;
  /** @throws ExpressionError when it can not be evaluated for these variables. */
  evaluate(variables: Variables): unknown;
}

/** An expression that can't be read or evaluated. The message is one line. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** Nodes and nesting of one expression. */
const limits = { maxAstNodes: 300, maxDepth: 24, maxListElements: 200, maxMapEntries: 100 };

/** Macros that go through a list; one within another may go through each of its entries. */
const loops = new Set(['all', 'exists', 'exists_one', 'filter', 'map']);
const mostNested = 2;

/** `matches` of the library is that of JavaScript, whose time may be exponential: it is read as this one, which is linear. */
const linearMatches = 'matchesRe2';

const environment = new Environment({ limits, homogeneousAggregateLiterals: false });
for (const name of ['resource', 'old', 'program', 'team', 'cluster', 'cost', 'budget'] as const)
  environment.registerVariable(name, 'dyn');
environment
  .registerVariable('change', 'string')
  .registerVariable('environment', 'string')
  .registerFunction('quantity(string): double', quantity)
  .registerFunction(`string.${linearMatches}(string): bool`, matches);

function quantity(text: string): number {
  const amount = parseQuantity(text);
  if (amount === undefined) throw new EvaluationError(`${JSON.stringify(text)} is no quantity such as 4Gi`);
  return amount;
}

/** Compiled patterns; policies have few, and what is computed is not kept for ever. */
const patterns = new Map<string, RE2JS>();

function matches(text: string, pattern: string): boolean {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    if (pattern.length > 500) throw new EvaluationError('a pattern has at most 500 characters');
    try {
      compiled = RE2JS.compile(pattern);
    } catch (error) {
      throw new EvaluationError(`${JSON.stringify(pattern)} is no RE2 pattern: ${firstLine(error)}`);
    }
    if (patterns.size >= 200) patterns.clear();
    patterns.set(pattern, compiled);
  }
  return compiled.matcher(text).find();
}

/**
 * Reads an expression that gives `type`. It is bounded before it is run: so many nodes, and two loops within each other.
 * @throws ExpressionError when it is no such expression.
 */
export function compileExpression(text: string, type: 'bool' | 'string'): Expression {
  try {
    const parsed = environment.parse(text);
    const shape = inspect(parsed.ast);
    const checked = parsed.check();
    if (!checked.valid) throw checked.error ?? new ExpressionError('its types do not fit');
    if (checked.type !== type && checked.type !== 'dyn')
      throw new ExpressionError(`it gives ${String(checked.type)}, and not ${type}`);
    return {
      cost: ({ entries, characters }) =>
        shape.nodes * Math.max(1, entries, shape.splits ? characters : 0) ** shape.nested,
      evaluate: (variables) => evaluated(() => parsed(variables) as unknown),
    };
  } catch (error) {
    throw asExpressionError(error);
  }
}

function evaluated(evaluate: () => unknown): unknown {
  try {
    return evaluate();
  } catch (error) {
    throw asExpressionError(error);
  }
}

function asExpressionError(error: unknown): ExpressionError {
  if (error instanceof ExpressionError) return error;
  if (error instanceof ParseError || error instanceof EvaluationError || error instanceof TypeError) {
    const at = error.range === undefined ? '' : ` (at character ${String(error.range.start + 1)})`;
    return new ExpressionError(`${error.summary}${at}`);
  }
  return new ExpressionError(firstLine(error));
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';

interface Shape {
  readonly nodes: number;
  /** Loops within each other, at most. */
  readonly nested: number;
  /** Whether it makes lists of texts. */
  readonly splits: boolean;
}

/** Counts what the expression does, and has patterns matched in linear time. */
function inspect(node: ASTNode, depth = 0): Shape {
  let inner = depth;
  let splits = false;
  if (node.op === 'rcall') {
    const [name, receiver] = node.args;
    if (name === 'bind' && receiver.op === 'id' && receiver.args === 'cel')
      throw new ExpressionError('cel.bind is not supported: write the expression out');
    if (loops.has(name)) inner += 1;
    if (inner > mostNested)
      throw new ExpressionError(`more than ${String(mostNested)} loops are nested within each other`);
    splits = name === 'split';
    if (name === 'matches') node.args[0] = linearMatches;
  }
  const children = childrenOf(node.args).map((child) => inspect(child, inner));
  return {
    nodes: children.reduce((sum, { nodes }) => sum + nodes, 1),
    nested: Math.max(inner, ...children.map(({ nested }) => nested)),
    splits: splits || children.some((child) => child.splits),
  };
}

const isNode = (value: unknown): value is ASTNode =>
  typeof value === 'object' && value !== null && 'op' in value && 'args' in value;

function childrenOf(args: unknown): readonly ASTNode[] {
  if (isNode(args)) return [args];
  return Array.isArray(args) ? args.flatMap(childrenOf) : [];
}
