import { posix } from 'node:path';

/** Extensions, and names without one, of what MLflow calls text. */
const text = new Set(
  (
    'txt log err cfg conf cnf cf ini properties prop hocon toml yaml yml xml json js py py3 csv tsv md rst ipynb ' +
    'MLmodel MLproject'
  ).split(' '),
);

const types: Readonly<Record<string, string>> = {
  avi: 'video/x-msvideo',
  bin: 'application/octet-stream',
  bmp: 'image/bmp',
  css: 'text/css',
  doc: 'application/msword',
  gif: 'image/gif',
  h5: 'application/x-hdf5',
  htm: 'text/html',
  html: 'text/html',
  ico: 'image/vnd.microsoft.icon',
  jpe: 'image/jpeg',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  m4a: 'audio/mp4',
  mjs: 'text/javascript',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  mpeg: 'video/mpeg',
  pdf: 'application/pdf',
  png: 'image/png',
  ppt: 'application/vnd.ms-powerpoint',
  sh: 'application/x-sh',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  wasm: 'application/wasm',
  wav: 'audio/x-wav',
  webm: 'video/webm',
  xls: 'application/vnd.ms-excel',
  zip: 'application/zip',
};

/** The type that an artifact is served with, by its name, as MLflow has it. */
export function contentTypeOf(path: string): string {
  const name = posix.basename(path);
  const extension = posix.extname(name).slice(1) || name;
  if (text.has(extension)) return 'text/plain';
  return types[extension.toLowerCase()] ?? 'application/octet-stream';
}

/** `Content-Disposition` that makes a browser store the artifact and never show it (RFC 6266). */
export function attachment(path: string): string {
  const name = posix.basename(path);
  const ascii = name.normalize('NFKD').replaceAll(/[^\u0020-\u007e]/g, '') || 'download';
  const plain = `attachment; filename=${quoted(ascii)}`;
  return ascii === name ? plain : `${plain}; filename*=UTF-8''${encoded(name)}`;
}

const quoted = (name: string): string =>
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) ? name : `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

const encoded = (name: string): string =>
  encodeURIComponent(name)
    .replaceAll(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll(/%(?:23|24|26|2B|5E|60|7C)/g, (each) => decodeURIComponent(each));
