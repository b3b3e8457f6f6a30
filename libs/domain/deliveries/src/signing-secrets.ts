import type { DeliveryAddress } from './delivery-address.ts';

/** Secrets that webhooks are signed with; several of one place while they are changed over. Names are in lower case. */
export interface SigningSecrets {
  readonly default: readonly string[];
  readonly organizations: ReadonlyMap<string, readonly string[]>;
  /** By `owner/name`. */
  readonly repositories: ReadonlyMap<string, readonly string[]>;
}

/**
 * The secrets that may have signed a delivery: those of its repository, else of its organisation, else the default ones.
 * Never those of a wider place besides: who knows only the default secret must not speak for a repository with its own. The
 * address is not verified when it chooses: a false one leads to secrets that its sender does not know.
 */
export function secretsFor(
  secrets: SigningSecrets,
  { repository, owner }: Pick<DeliveryAddress, 'repository' | 'owner'>,
): readonly string[] {
  return (
    secrets.repositories.get(repository?.toLowerCase() ?? '') ??
    secrets.organizations.get(owner?.toLowerCase() ?? '') ??
    secrets.default
  );
}
