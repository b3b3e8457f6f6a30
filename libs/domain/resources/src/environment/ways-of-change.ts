import type { Environment } from './environment.ts';
import { rulesByPath } from './path-rules.ts';

/** How a change that somebody asks a service for gets into the environment repository. */
export type WayOfChange =
  | { readonly by: 'commit' }
  | {
      readonly by: 'pull-request';
      readonly autoMerge: boolean;
      /** The rule that says so: `slipway.yaml, spec.changes[0]`. */
      readonly rule: string;
    };

/** What decides the way of a change. */
export interface Reach {
  /** Paths that it writes, and that what it starts may write later. */
  readonly paths: readonly string[];
  /** US dollars an hour that what it starts may cost at the most; undefined when it starts nothing that has a price. */
  readonly hourly?: number | undefined;
}

/**
 * The way of a change: a pull request when one of its paths takes it, and one that is merged by itself only if all of those
 * allow it. Without settings everything is committed.
 */
export function wayOfChange(settings: Environment | undefined, { paths, hourly = 0 }: Reach): WayOfChange {
  const ruleOf = rulesByPath(
    settings?.spec.changes ?? [],
    ({ hourlyCostAbove }) => hourlyCostAbove === undefined || hourly > hourlyCostAbove,
  );
  const proposed = paths.flatMap((path) => {
    const found = ruleOf(path);
    return found?.rule.by === 'pull-request' ? [found] : [];
  });
  const [first] = proposed;
  if (!first) return { by: 'commit' };
  return {
    by: 'pull-request',
    autoMerge: proposed.every(({ rule }) => rule.autoMerge),
    rule: `slipway.yaml, spec.changes[${String(first.index)}]`,
  };
}
