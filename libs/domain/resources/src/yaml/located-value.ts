/** A value of a YAML document with the places it comes from, as offsets into the text. */
export interface Located {
  readonly start: number;
  /** Where its name stands, for a field of an object. */
  readonly key?: number;
  readonly children?: ReadonlyMap<string | number, Located>;
}

export type Path = readonly (string | number)[];

/** The offset of the value at `path`, or of the nearest value around it; with `key`, of the field's name. */
export function offsetOf(root: Located, path: Path, at: 'key' | 'value'): number {
  let here = root;
  for (const [index, segment] of path.entries()) {
    const child = here.children?.get(segment);
    if (child === undefined) return index === 0 ? here.start : (here.key ?? here.start);
    here = child;
  }
  return at === 'key' ? (here.key ?? here.start) : here.start;
}

/** `['spec', 'env', 2, 'name']` → `spec.env[2].name`; names that are no plain words are quoted. */
export function formatPath(path: Path): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${String(segment)}]`;
    else if (/^[\w-]+$/.test(segment)) text += text === '' ? segment : `.${segment}`;
    else text += `[${JSON.stringify(segment.slice(0, 60))}]`;
  }
  return text;
}
