import { posix } from 'node:path';
import { invalidParameter, type MlflowError } from '../mlflow-error.ts';
import { parseModelUri, uriParts } from './model-uri.ts';

/** The run or the logged model that a version is made from, as the request names it. */
export interface SourceOwner {
  readonly parameter: 'run_id' | 'model_id';
  /** Empty when the request names none. */
  readonly id: string;
  /** Where its artifacts lie; undefined when there is no such run or model. */
  readonly root: string | undefined;
}

/** Whether `checkVersionSource` needs to know where the owner's artifacts lie. */
export const needsOwner = (source: string): boolean => isLocal(source) || isProxied(source);

/**
 * Checks that the source of a model version is a place that its client may name: not a path of the server's own outside
 * of the artifacts of the run or model it is made from, nor one that leads out of itself.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkVersionSource(source: string, owner: SourceOwner): void {
  if (isLocal(source)) {
    checkLocal(source, owner);
    return;
  }
  checkAbsolute(source);
  const { scheme, authority, path } = uriParts(source);
  if (scheme === 'runs') {
    const runId = path.replace(/^\//, '').split('/')[0] ?? '';
    if (owner.parameter !== 'run_id' || authority !== '' || runId === '' || runId !== owner.id)
      throw notContained(source, owner.parameter);
  }
  if (scheme === 'models') {
    const uri = authority === '' ? parseModelUri(source) : undefined;
    if (
      !uri ||
      (uri.kind === 'logged-model' && !(owner.parameter === 'model_id' && owner.id === uri.modelId))
    )
      throw notContained(source, 'model_id');
  }
  if (isProxied(source) && !(owner.id !== '' && owner.root !== undefined && isWithin(source, owner.root)))
    throw notContained(source, owner.parameter);
}

export const notContained = (source: string, parameter: SourceOwner['parameter']): MlflowError =>
  invalidParameter(
    `Invalid model version source: '${source}'. The ${parameter} request parameter must identify the resource that contains the source.`,
  );

function isLocal(source: string): boolean {
  const { scheme } = uriParts(source);
  return scheme === '' || scheme === 'file';
}

/** The file system is not asked: a symbolic link is what its name says, here. */
function checkLocal(source: string, { parameter, id, root }: SourceOwner): void {
  if (id !== '') {
    if (root === undefined) throw notContained(source, parameter);
    const [path, folder] = [localPath(source), localPath(root)];
    if (
      path !== undefined &&
      folder !== undefined &&
      `${path}/`.startsWith(folder === '/' ? '/' : `${folder}/`)
    )
      return;
  }
  throw invalidParameter(
    `Invalid model version source: '${source}'. To use a local path as a model version source, the ${parameter} request ` +
      'parameter has to be specified and the local path has to be contained within the artifact directory of the run ' +
      `specified by the ${parameter}.`,
  );
}

/** An absolute path in its shortest form, of a path or a `file:` URI; undefined when it is none. */
function localPath(uri: string): string | undefined {
  const { scheme, authority, path } = uriParts(uri);
  if (scheme !== '' && scheme !== 'file') return undefined;
  if (authority !== '' && !/^(?:\.|localhost|127\.0\.0\.1)(?::\d+)?$/.test(authority)) return undefined;
  const decoded = decode(scheme === '' ? uri : path);
  if (!decoded.startsWith('/') || decoded.includes('\0')) return undefined;
  return posix.resolve(decoded);
}

function checkAbsolute(source: string): void {
  const decoded = wholeDecoded(source.replaceAll('+', ' '));
  if (decoded !== undefined) {
    const path = uriParts(decoded).path.replace(/\/+$/, '').replaceAll(/\/+/g, '/');
    const leadsOut = path.includes('\0') || decoded.split('/').includes('..');
    if (!leadsOut && path.startsWith('/') && posix.resolve(path) === path) return;
  }
  throw invalidParameter(
    `Invalid model version source: '${source}'. If supplying a source as an http, https, local file path, ftp, ` +
      'objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. ' +
      'Please provide an absolute path.',
  );
}

const proxyRoute = '/api/2.0/mlflow-artifacts/artifacts/';

/** Whether the files lie behind this server's own artifact routes. */
function isProxied(source: string): boolean {
  const { scheme, segments } = normalized(source);
  if (scheme === 'mlflow-artifacts') return true;
  return (scheme === 'http' || scheme === 'https') && `/${segments.join('/')}/`.includes(proxyRoute);
}

function isWithin(source: string, root: string): boolean {
  const [inner, outer] = [normalized(source), normalized(root)];
  return (
    inner.scheme === outer.scheme &&
    inner.authority === outer.authority &&
    outer.segments.length > 0 &&
    outer.segments.every((segment, index) => segment === inner.segments[index])
  );
}

function normalized(uri: string): {
  readonly scheme: string;
  readonly authority: string;
  readonly segments: readonly string[];
} {
  const { scheme, authority, path } = uriParts(uri);
  const segments = path.split('/').filter((segment) => segment !== '');
  return {
    scheme,
    authority: authority.toLowerCase(),
    segments: segments.map((segment) => wholeDecoded(segment) ?? segment),
  };
}

/** More layers of escapes than anybody needs: each costs a pass over the text. */
const mostLayers = 10;

/** Decoded until no escape is left; undefined when there are too many layers. */
function wholeDecoded(text: string): string | undefined {
  let current = text;
  for (let layer = 0; layer < mostLayers; layer += 1) {
    const next = decode(current);
    if (next === current) return current;
    current = next;
  }
  return undefined;
}

/** Percent escapes as bytes of UTF-8; what is none stays. */
const decode = (text: string): string =>
  text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
