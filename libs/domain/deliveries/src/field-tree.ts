/** A place in a document that leads to wanted fields, or is one. */
export interface FieldNode {
  /** Path of the wanted field that is here. */
  readonly field: string | undefined;
  readonly children: readonly FieldChild[];
}

export interface FieldChild {
  readonly name: string;
  /** The name in UTF-8, to be compared without making a string of each key. */
  readonly bytes: Uint8Array;
  readonly node: FieldNode;
}

/** The tree of paths such as `repository.full_name`. */
export function fieldTree(paths: readonly string[], prefix = ''): FieldNode {
  const inside = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  const names = new Set(inside.map((path) => path.split('.')[0] ?? ''));
  return {
    field: prefix !== '' && paths.includes(prefix.slice(0, -1)) ? prefix.slice(0, -1) : undefined,
    children: [...names].map((name) => ({
      name,
      bytes: new TextEncoder().encode(name),
      node: fieldTree(paths, `${prefix}${name}.`),
    })),
  };
}

/** The child whose name are these bytes of a chunk. */
export function childAt(
  { children }: FieldNode,
  chunk: Uint8Array,
  from: number,
  to: number,
): FieldNode | undefined {
  const length = to - from;
  for (const { bytes, node } of children) {
    if (bytes.length !== length) continue;
    let at = 0;
    while (at < length && bytes[at] === chunk[from + at]) at += 1;
    if (at === length) return node;
  }
  return undefined;
}
