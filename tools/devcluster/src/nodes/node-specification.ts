/** A node of a cluster. */
export interface NodeSpecification {
  readonly name: string;
  /** In the words of Kubernetes, such as `{ cpu: '8', memory: '32Gi', 'nvidia.com/gpu': '4' }`; what is not given is in `defaultCapacity`. */
  readonly capacity?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** The label `topology.kubernetes.io/zone`. */
  readonly zone?: string;
  readonly taints?: readonly NodeTaint[];
  /** Whether its pods run in name only, for tests of scale; the others run them as processes. */
  readonly idle?: boolean;
  /** By image, and by path in it: files and folders of this machine that containers of the image see there, as if it had them. */
  readonly imageFiles?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface NodeTaint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export const defaultCapacity = {
  cpu: '8',
  memory: '32Gi',
  'ephemeral-storage': '200Gi',
  pods: '110',
} as const;

/** One node for programs, and one with GPUs that only pods which tolerate its taint get to. */
export const defaultNodes: readonly NodeSpecification[] = [
  { name: 'cpu-1' },
  {
    name: 'gpu-1',
    capacity: { 'nvidia.com/gpu': '2' },
    taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
  },
];

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;
const namePattern = /^[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?$/;

/**
 * Reads nodes as they are given on the command line: `NAME[*COUNT][:SETTING[,SETTING]…]`, with settings `zone=…`, `idle`,
 * `image:IMAGE=PATH=FOLDER` (the folder of this machine is at the path in containers of the image),
 * `label:KEY=VALUE`, `taint:KEY[=VALUE]:EFFECT`, and all others capacities: `gpu*2:nvidia.com/gpu=4,zone=eu-1a`.
 * Several nodes of one specification are called `NAME-1`, `NAME-2` and so on.
 * @throws Error when the text is not like that
 */
export function parseNodes(text: string): readonly NodeSpecification[] {
  const [, name = '', count, settings = ''] = /^([^*:]+)(?:\*(\d+))?(?::(.*))?$/.exec(text) ?? [];
  if (!namePattern.test(name))
    throw new Error(
      `nodes ${JSON.stringify(text)}: begin with a name of lower case letters, digits and dashes`,
    );
  if (count !== undefined && (Number(count) < 1 || Number(count) > 1_000))
    throw new Error(`nodes ${JSON.stringify(text)}: from 1 to 1000 nodes, not ${count}`);
  const node = settings
    .split(',')
    .filter((setting) => setting !== '')
    .reduce<Omit<NodeSpecification, 'name'>>((before, setting) => withSetting(before, setting, text), {});
  if (count === undefined) return [{ name, ...node }];
  return Array.from({ length: Number(count) }, (_, index) => ({
    name: `${name}-${String(index + 1)}`,
    ...node,
  }));
}

function withSetting(
  node: Omit<NodeSpecification, 'name'>,
  setting: string,
  text: string,
): Omit<NodeSpecification, 'name'> {
  if (setting === 'idle') return { ...node, idle: true };
  const [, kind, rest = setting] = /^(label|taint|image):(.*)$/.exec(setting) ?? [];
  if (kind === 'taint') {
    const [, key = '', value, effect] = /^([^=:]+)(?:=([^:]*))?:(\w+)$/.exec(rest) ?? [];
    const known = effects.find((each) => each === effect);
    if (!known)
      throw new Error(
        `nodes ${JSON.stringify(text)}: a taint is KEY[=VALUE]:EFFECT, with one of ${effects.join(', ')}`,
      );
    const taint = { key, ...(value === undefined ? {} : { value }), effect: known };
    return { ...node, taints: [...(node.taints ?? []), taint] };
  }
  if (kind === 'image') {
    const [, image = '', at = '', folder = ''] = /^([^=]+)=(\/[^=]*)=(\/.*)$/.exec(rest) ?? [];
    if (image === '')
      throw new Error(
        `nodes ${JSON.stringify(text)}: files of an image are IMAGE=PATH=FOLDER, both from /, not ${JSON.stringify(rest)}`,
      );
    const files = { ...node.imageFiles?.[image], [at]: folder };
    return { ...node, imageFiles: { ...node.imageFiles, [image]: files } };
  }
  const [, key = '', value = ''] = /^([^=]+)=(.+)$/.exec(rest) ?? [];
  if (key === '')
    throw new Error(`nodes ${JSON.stringify(text)}: ${JSON.stringify(setting)} is not KEY=VALUE`);
  if (kind === 'label') return { ...node, labels: { ...node.labels, [key]: value } };
  if (key === 'zone') return { ...node, zone: value };
  return { ...node, capacity: { ...node.capacity, [key]: value } };
}
