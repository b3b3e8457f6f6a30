import type { Token } from './token.ts';

export interface OperatorToken {
  /** In capitals, with single blanks: `NOT IN`. */
  readonly text: string;
  readonly position: number;
  /** How many tokens it takes. */
  readonly length: number;
}

/** Operators made of words, longest first. */
const wordOperators = [
  ['IS', 'NOT', 'NULL'],
  ['IS', 'NULL'],
  ['NOT', 'IN'],
  ['NOT', 'LIKE'],
  ['NOT', 'ILIKE'],
  ['NOT', 'RLIKE'],
  ['IN'],
  ['LIKE'],
  ['ILIKE'],
  ['RLIKE'],
] as const;

/** Reads tokens from left to right. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  next(): Token | undefined {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  /** The operator that stands here, known to the grammar or not. */
  peekOperator(): OperatorToken | undefined {
    const first = this.peek();
    if (first?.kind === 'operator') return { text: first.text, position: first.position, length: 1 };
    if (first?.kind !== 'identifier') return undefined;
    const words = wordOperators.find((operator) =>
      operator.every((word, index) => this.#tokens[this.#at + index]?.text.toUpperCase() === word),
    );
    return words && { text: words.join(' '), position: first.position, length: words.length };
  }

  skip(count: number): void {
    this.#at += count;
  }
}
