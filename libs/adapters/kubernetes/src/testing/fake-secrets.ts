import type { FakeObject } from './fake-objects.ts';

/**
 * Why the API server of a cluster does not let the agent create this Secret; undefined: it is one by which programs reach Slipway.
 * The real one has that from the cluster's admission policy; that both answer alike is tested with `refusedSecrets`.
 */
export function refusalOfSecret(object: FakeObject): string | undefined {
  const { name, namespace = '', labels = {}, ownerReferences = [] } = object.metadata;
  const attempt = labels['slipway.dev/attempt'] ?? '';
  const [owner, ...others] = ownerReferences as readonly Record<string, unknown>[];
  const fits =
    object.type === 'slipway.dev/access' &&
    object.immutable === true &&
    name === `${attempt}-access` &&
    labels['slipway.dev/team'] === namespace &&
    labels['app.kubernetes.io/managed-by'] === 'slipway' &&
    others.length === 0 &&
    owner?.apiVersion === 'batch/v1' &&
    owner.kind === 'Job' &&
    owner.name === attempt &&
    Object.keys({ ...(object.data ?? {}), ...(object.stringData ?? {}) }).every((key) =>
      /^(SLIPWAY|MLFLOW)_[A-Z_]+$/.test(key),
    );
  return fits ? undefined : 'ValidatingAdmissionPolicy slipway-desired-state denied request';
}

type Change = (secret: FakeObject) => FakeObject;

const withMetadata =
  (metadata: Partial<FakeObject['metadata']>): Change =>
  (secret) => ({ ...secret, metadata: { ...secret.metadata, ...metadata } });
const withLabel =
  (label: string, value: string): Change =>
  (secret) =>
    withMetadata({ labels: { ...secret.metadata.labels, [label]: value } })(secret);
const withOwner =
  (over: object): Change =>
  (secret) => {
    const [owner] = secret.metadata.ownerReferences as readonly object[];
    return withMetadata({ ownerReferences: [{ ...owner, ...over }] })(secret);
  };
const withVariable =
  (name: string): Change =>
  (secret) => ({ ...secret, stringData: { [name]: 'x' } });

/** How a Secret with a program's access is changed into one that the agent may not create, by what is wrong with it. */
export const refusedSecrets: Readonly<Record<string, Change>> = {
  'of a service account': (secret) => ({
    ...withMetadata({ annotations: { 'kubernetes.io/service-account.name': 'default' } })(secret),
    type: 'kubernetes.io/service-account-token',
  }),
  'of any type': (secret) => ({ ...secret, type: 'Opaque' }),
  'that can be changed': (secret) => ({ ...secret, immutable: false }),
  'of another name': withMetadata({ name: 'hub' }),
  'of another attempt': withLabel('slipway.dev/attempt', 'other-0123abcd-1'),
  'of another team': withLabel('slipway.dev/team', 'other'),
  'of another manager': withLabel('app.kubernetes.io/managed-by', 'helm'),
  'that nothing owns': withMetadata({ ownerReferences: [] }),
  'that another kind owns': withOwner({ apiVersion: 'v1', kind: 'ConfigMap' }),
  'that another Job owns': withOwner({ name: 'other-0123abcd-1' }),
  'with a variable that programs are started by': withVariable('LD_PRELOAD'),
  'with a variable that only begins as ours': withVariable('SLIPWAY_x.y'),
};
