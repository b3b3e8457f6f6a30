/** The URI of what lies at a relative path below another one, whose query or fragment stays behind it. */
export function appendToUri(uri: string, path: string): string {
  const end = /[?#]/.exec(uri)?.index ?? uri.length;
  return `${uri.slice(0, end).replace(/\/+$/, '')}/${path}${uri.slice(end)}`;
}
