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

/**
 * The way of a change that touches these paths: a pull request when one of them takes it, and one that is merged by itself
 * only if all of those allow it. Without settings everything is committed.
 */
export function wayOfChange(settings: Environment | undefined, paths: readonly string[]): WayOfChange {
  const ruleOf = rulesByPath(settings?.spec.changes ?? []);
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
