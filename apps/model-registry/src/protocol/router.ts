/** A path with its parameters: `{name}` stands for one segment, `{name*}` for the rest, which may be empty. */
export interface Routed {
  readonly method: string;
  readonly path: string;
}

export type Found<R> =
  | { readonly kind: 'found'; readonly route: R; readonly parameters: Readonly<Record<string, string>> }
  | { readonly kind: 'no-path' }
  | { readonly kind: 'no-method'; readonly allowed: readonly string[] };

/** Finds routes by path: those without parameters by one look-up, the others in the order they were given. */
export function createRouter<R extends Routed>(
  routes: readonly R[],
): (method: string, path: string) => Found<R> {
  const fixed = new Map<string, Map<string, R>>();
  const patterns: { readonly pattern: RegExp; readonly methods: Map<string, R> }[] = [];
  const patternOf = new Map<string, Map<string, R>>();
  for (const route of routes) {
    const known = fixed.get(route.path) ?? patternOf.get(route.path);
    const methods = known ?? new Map<string, R>();
    methods.set(route.method, route);
    if (known) continue;
    if (!route.path.includes('{')) fixed.set(route.path, methods);
    else {
      patternOf.set(route.path, methods);
      patterns.push({ pattern: patternFor(route.path), methods });
    }
  }

  return (method, path) => {
    const allowed = new Set<string>();
    for (const [methods, groups] of candidates(path)) {
      const route = methods.get(method);
      if (!route) {
        for (const each of methods.keys()) allowed.add(each);
        continue;
      }
      const parameters = decoded(groups);
      return parameters ? { kind: 'found', route, parameters } : { kind: 'no-path' };
    }
    return allowed.size === 0 ? { kind: 'no-path' } : { kind: 'no-method', allowed: [...allowed] };
  };

  function* candidates(path: string): Generator<readonly [Map<string, R>, Readonly<Record<string, string>>]> {
    const exact = fixed.get(path);
    if (exact) yield [exact, {}];
    for (const { pattern, methods } of patterns) {
      const match = pattern.exec(path);
      if (match) yield [methods, match.groups ?? {}];
    }
  }
}

function patternFor(path: string): RegExp {
  const source = path.replaceAll(/\{(\w+)(\*?)\}|[^{]+/g, (part, name: string | undefined, rest: string) =>
    name === undefined
      ? part.replaceAll(/[\\^$.*+?()[\]|]/g, String.raw`\$&`)
      : `(?<${name}>${rest ? '.*' : '[^/]+'})`,
  );
  return new RegExp(`^${source}$`, 's');
}

/** Undefined when a parameter is not valid percent-encoded UTF-8. */
function decoded(groups: Readonly<Record<string, string>>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    return undefined;
  }
}
