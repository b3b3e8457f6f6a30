import { isProtected, type RegistryPolicy } from '../policy/registry-policy.ts';
import type { ModelHead } from './registered-model.ts';

/** Why MLflow's API may not move or remove the alias, with what to do instead; undefined when it may. */
export function aliasRefusal(
  policy: RegistryPolicy,
  { team, name, path }: Pick<ModelHead, 'team' | 'name' | 'path'>,
  alias: string,
): string | undefined {
  if (!isProtected(policy, team, name, alias)) return undefined;
  return (
    `The alias ${alias} of model ${name} is protected. Propose the change by slipway promote --propose, or by editing ` +
    `${path}.yaml in a pull request to the environment repository, or let a maintainer of team ${team} promote it.`
  );
}
