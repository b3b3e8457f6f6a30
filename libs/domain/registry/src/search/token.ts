/** A piece of a filter. `position` counts characters from 1. */
export type Token =
  | IdentifierToken
  | { readonly kind: 'string'; readonly text: string; readonly value: string; readonly position: number }
  | { readonly kind: 'number'; readonly text: string; readonly position: number }
  | { readonly kind: 'operator'; readonly text: string; readonly position: number }
  | { readonly kind: 'symbol'; readonly text: string; readonly position: number };

/** `key` or `prefix.key`; each part bare or quoted by backticks or double quotes. */
export interface IdentifierToken {
  readonly kind: 'identifier';
  /** As it was written. */
  readonly text: string;
  readonly position: number;
  /** What stands before the first point, without backticks. */
  readonly prefix: string | undefined;
  /** What stands behind it, without its quotes; further points belong to it. */
  readonly key: string;
  /** The quote around the whole of it; undefined where it is bare or has several parts. */
  readonly quote: '`' | '"' | undefined;
}
