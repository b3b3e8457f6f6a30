import ignore from 'ignore';

/** A rule of `slipway.yaml` for paths, as a line of CODEOWNERS has them. */
export interface PathRule {
  readonly pattern: string;
}

/** Finds the rule that decides a path: of all that match it the last one; undefined when none does. */
export function rulesByPath<Rule extends PathRule>(
  rules: readonly Rule[],
): (path: string) => { readonly rule: Rule; readonly index: number } | undefined {
  const matchers = rules.map((rule, index) => ({
    rule,
    index,
    matcher: ignore({ ignoreCase: false }).add(rule.pattern),
  }));
  return (path) =>
    ignore.isPathValid(path) ? matchers.findLast(({ matcher }) => matcher.ignores(path)) : undefined;
}
