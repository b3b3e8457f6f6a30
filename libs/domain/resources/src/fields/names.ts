import { problemCheck, textLike } from './check.ts';

const nameRule = 'a name: lower-case letters, digits and -, starting and ending with a letter or digit';
const namePattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** DNS-1123 label: what Kubernetes takes as a name. */
export const Name = textLike(63, nameRule, namePattern);

const label = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';

/** A name of the domain name system in lower case, of two labels at least. */
export const HostName = textLike(
  253,
  'a host name such as digits.vision.preview.example.org',
  new RegExp(`^${label}(\\.${label})+$`),
);

/** Short enough that run (`<job>-<8>`) and attempt (`<run>-<epoch>`) names stay DNS labels. */
export const JobName = textLike(48, nameRule, namePattern);

// A team's name is its namespace: these belong to Kubernetes, the reconcilers and Slipway itself.
const reservedNamespaces = new Set(['default', 'flux-system', 'argocd', 'slipway', 'slipway-system']);

/** A team, and so its namespace. */
export const TeamName = Name.check(
  problemCheck((name) =>
    name.startsWith('kube-') || reservedNamespaces.has(name)
      ? 'this namespace belongs to the cluster, not to a team'
      : undefined,
  ),
);
