/** A CustomResourceDefinition of an upstream release that Slipway's manifests are checked against. */
export interface PinnedDefinition {
  /** Of the definition, such as `receivers.notification.toolkit.fluxcd.io`. */
  readonly name: string;
  /** On GitHub. */
  readonly repository: string;
  /** A release tag. */
  readonly version: string;
  /** Of the file in the repository. */
  readonly path: string;
  /** In hex, of the definition's validating part. */
  readonly sha256: string;
}

const forms: Readonly<Record<keyof PinnedDefinition, RegExp>> = {
  name: /^[a-z0-9.-]+$/,
  repository: /^[\w.-]+\/[\w.-]+$/,
  version: /^[\w.-]+$/,
  path: /^[\w-][\w./-]*$/,
  sha256: /^[0-9a-f]{64}$/,
};

/** What a lock file pins. @throws Error that names the entry and field that has not the right form */
export function parseLock(file: string, text: string): readonly PinnedDefinition[] {
  const entries: unknown = JSON.parse(text);
  if (!Array.isArray(entries) || entries.length === 0)
    throw new Error(`${file}: must be a list with entries`);
  return entries.map((entry: Partial<Record<string, unknown>> | null, index) => {
    for (const [field, form] of Object.entries(forms)) {
      const value = entry?.[field];
      if (typeof value !== 'string' || !form.test(value))
        throw new Error(`${file}: $[${String(index)}].${field} must match ${String(form)}`);
    }
    return entry as unknown as PinnedDefinition;
  });
}

/** Where upstream has it. */
export const upstreamUrl = ({ repository, version, path }: PinnedDefinition): string =>
  `https://raw.githubusercontent.com/${repository}/${version}/${path}`;
