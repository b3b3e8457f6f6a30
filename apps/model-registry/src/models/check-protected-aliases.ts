import { aliasRefusal, MlflowError, type RegisteredModelState, type RegistryPolicy } from '@slipway/registry';

/**
 * Protected aliases stay where they are, whatever would move them: also the deletion of what they point to, or another name
 * of the model.
 * @throws MlflowError PERMISSION_DENIED that says how to propose it
 */
export function checkProtectedAliases(
  policy: RegistryPolicy,
  before: RegisteredModelState,
  after: RegisteredModelState | undefined,
): void {
  if (policy.protectedAliases.length === 0) return;
  const isRenamed = after !== undefined && after.name !== before.name;
  const aliases = new Set([...Object.keys(before.aliases), ...Object.keys(after?.aliases ?? {})]);
  for (const alias of aliases) {
    if (!isRenamed && targetOf(before, alias) === targetOf(after, alias)) continue;
    const refusal = aliasRefusal(policy, before, alias) ?? (after && aliasRefusal(policy, after, alias));
    if (refusal !== undefined) throw new MlflowError('PERMISSION_DENIED', refusal);
  }
}

const targetOf = (model: RegisteredModelState | undefined, alias: string): number | undefined =>
  model && Object.hasOwn(model.aliases, alias) ? model.aliases[alias]?.version : undefined;
