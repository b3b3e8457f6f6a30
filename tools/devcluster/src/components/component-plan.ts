import type { KeyFiles } from '../security/key-folder.ts';

/** How one program of a cluster is run. */
export interface ComponentPlan {
  /** Such as `kube-apiserver`: names its log file too. */
  readonly name: string;
  /** Path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly ready: Readiness;
}

/** A component is ready when it answers a call with 200 (asked by `key`, if it wants to know who asks), listens on a port, or at once. */
export type Readiness =
  { readonly url: string; readonly key?: KeyFiles | undefined } | { readonly port: number } | 'started';

/** Options in the form `--name=value`; a list is joined by commas, `undefined` is left out. */
export function options(
  values: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>,
): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${Array.isArray(value) ? value.join(',') : String(value)}`],
  );
}
