import { nearest } from '@slipway/kernel';
import { UsageError } from '../exit-codes.ts';

/** Kinds that the command line names; the first word of each list is its own. */
const words = {
  job: ['job', 'jobs', 'j'],
  study: ['study', 'studies'],
  run: ['run', 'runs', 'r'],
  model: ['model', 'models', 'm'],
  team: ['team', 'teams'],
  cluster: ['cluster', 'clusters'],
} as const;
export type KindWord = keyof typeof words;
export const kindWords = Object.keys(words) as KindWord[];

export interface Reference {
  readonly kind: KindWord;
  readonly name: string;
}

/** @throws UsageError that names the kinds and the nearest one. */
export function parseKind(text: string, allowed: readonly KindWord[] = kindWords): KindWord {
  const found = kindWords.find((kind) => (words[kind] as readonly string[]).includes(text.toLowerCase()));
  if (found !== undefined && allowed.includes(found)) return found;
  const suggestion = nearest(
    text,
    allowed.flatMap((kind) => words[kind].slice(0, 2)),
  );
  const hint = suggestion === undefined || found !== undefined ? '' : `: did you mean ${suggestion}?`;
  throw new UsageError(`${JSON.stringify(text)} is not one of ${allowed.join(', ')}${hint}`);
}

/**
 * `KIND/NAME`, or `KIND NAME` as two arguments. A name alone is of `fallback`'s kind.
 * @throws UsageError
 */
export function parseReference(
  parts: readonly string[],
  allowed: readonly KindWord[] = kindWords,
  fallback?: KindWord,
): Reference {
  const [first = '', second] =
    parts.length === 1 && parts[0]?.includes('/') === true ? splitOnce(parts[0]) : parts;
  if (second === undefined && fallback !== undefined)
    return { kind: fallback, name: checkedName(fallback, first) };
  const kind = parseKind(first, allowed);
  if (second === undefined || second === '') throw new UsageError(`which ${kind}? name it: ${kind}/NAME`);
  return { kind, name: checkedName(kind, second) };
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf('/');
  return [text.slice(0, at), text.slice(at + 1)];
}

export function checkedName(kind: KindWord, name: string): string {
  if (kind === 'model') return checkedModelName(name);
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return name;
  throw new UsageError(
    `${JSON.stringify(name.slice(0, 80))} is no name: lower-case letters, digits and -, at most 63`,
  );
}

/** MLflow's rule. @throws UsageError */
export function checkedModelName(name: string): string {
  if (/^[^/:]{1,256}$/s.test(name)) return name;
  throw new UsageError(
    `${JSON.stringify(name.slice(0, 80))} is no name of a model: 1 to 256 characters without / and :`,
  );
}
