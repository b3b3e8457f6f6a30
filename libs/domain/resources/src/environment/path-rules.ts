import ignore from 'ignore';

/** A rule of `slipway.yaml` for paths, as a line of CODEOWNERS has them. */
export interface PathRule {
  readonly pattern: string;
}

/**
 * Finds the rule that decides a path: of all that hold and match it the last one; undefined when none does. The index is that
 * among all rules.
 */
export function rulesByPath<Rule extends PathRule>(
  rules: readonly Rule[],
  holds: (rule: Rule) => boolean = () => true,
): (path: string) => { readonly rule: Rule; readonly index: number } | undefined {
  const matchers = rules.flatMap((rule, index) =>
    holds(rule) ? [{ rule, index, matcher: ignore({ ignoreCase: false }).add(rule.pattern) }] : [],
  );
  return (path) =>
    ignore.isPathValid(path) ? matchers.findLast(({ matcher }) => matcher.ignores(path)) : undefined;
}
