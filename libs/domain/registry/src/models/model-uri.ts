/** What a `models:` URI stands for: a logged model, or a version of a registered model, said in one of four ways. */
export type ModelUri =
  | { readonly kind: 'logged-model'; readonly modelId: string }
  | { readonly kind: 'version'; readonly name: string; readonly version: string }
  | { readonly kind: 'stage'; readonly name: string; readonly stage: string }
  | { readonly kind: 'alias'; readonly name: string; readonly alias: string }
  | { readonly kind: 'latest'; readonly name: string };

/** A URI in its parts, as Python's `urllib.parse.urlsplit` has them; nothing is decoded. */
export interface UriParts {
  /** In lower case; empty for a plain path. */
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}

export function uriParts(uri: string): UriParts {
  const text = uri.replace(/^[\u0000-\u0020]+/, '').replaceAll(/[\t\r\n]/g, '');
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):)?(.*)$/is.exec(text) ?? [];
  const [, authority = '', path = ''] = /^(?:\/\/([^/?#]*))?([^?#]*)/s.exec(rest) ?? [];
  return { scheme: scheme.toLowerCase(), authority, path };
}

/** Reads `models:/<name>/<version|stage|latest>`, `models:/<name>@<alias>` or `models:/<model id>`; undefined: it is none. */
export function parseModelUri(uri: string): ModelUri | undefined {
  const { scheme, path } = uriParts(uri.replaceAll('#', '%23'));
  if (scheme !== 'models' || !path.startsWith('/')) return undefined;
  const parts = path.replaceAll('%23', '#').replace(/^\/+/, '').split('/');
  const [name = '', suffix] = parts;
  if (parts.length > 2 || name.trim() === '') return undefined;
  if (suffix === undefined) {
    const at = name.lastIndexOf('@');
    if (at === -1) return { kind: 'logged-model', modelId: name };
    const alias = name.slice(at + 1);
    return alias.trim() === '' ? undefined : { kind: 'alias', name: name.slice(0, at), alias };
  }
  if (suffix.trim() === '') return undefined;
  if (/^\d+$/.test(suffix)) return { kind: 'version', name, version: suffix };
  return suffix.toLowerCase() === 'latest'
    ? { kind: 'latest', name }
    : { kind: 'stage', name, stage: suffix };
}
