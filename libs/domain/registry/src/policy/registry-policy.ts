/** An alias that only maintainers move, by a promotion, and everybody else by a pull request. */
export interface ProtectedAlias {
  readonly alias: string;
  /** Teams it holds for; all when undefined. */
  readonly teams?: readonly string[] | undefined;
  /** Names of models it holds for, where `*` stands for any characters; all when undefined. */
  readonly models?: readonly string[] | undefined;
}

/** What `slipway.yaml` of the environment repository says about the model registry. */
export interface RegistryPolicy {
  readonly protectedAliases: readonly ProtectedAlias[];
}

/** What holds without one. */
export const openPolicy: RegistryPolicy = { protectedAliases: [] };

/** Whether an alias of a model is protected. Aliases are told apart by case, as MLflow does. */
export function isProtected(
  { protectedAliases }: RegistryPolicy,
  team: string,
  model: string,
  alias: string,
): boolean {
  return protectedAliases.some(
    (rule) =>
      rule.alias === alias &&
      (rule.teams?.includes(team) ?? true) &&
      (rule.models?.some((pattern) => matches(pattern, model)) ?? true),
  );
}

/** In time linear in pattern and text, whatever the pattern: each part is looked for once, from the left. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
