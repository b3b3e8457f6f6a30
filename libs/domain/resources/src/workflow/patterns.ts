import ignore from 'ignore';

/** Whether one of the paths matches, as in .gitignore; what is no path that git could have matches all. */
export function anyPathMatches(patterns: readonly string[], paths: readonly string[]): boolean {
  const matcher = ignore({ ignoreCase: false }).add(patterns);
  return paths.some((path) => !ignore.isPathValid(path) || matcher.ignores(path));
}

/** Whether the name of a branch or tag matches. Patterns begin at the beginning: `main` is not `feature/main`. */
export const refMatches = (patterns: readonly string[], ref: string): boolean =>
  ignore.isPathValid(ref) &&
  ignore({ ignoreCase: false })
    .add(patterns.map((pattern) => `/${pattern}`))
    .ignores(ref);
