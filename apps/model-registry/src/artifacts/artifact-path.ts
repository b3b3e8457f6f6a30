import { invalidParameter, type MlflowError } from '@slipway/registry';

/** Times that a path is decoded: encoding that goes on is not meant to name anything. */
const mostDecodings = 10;

/**
 * The path of an artifact below the place that it belongs to, checked as MLflow does: percent-encoding is undone until
 * none is left, control characters are named by their code, and what could lead elsewhere is refused. Slashes that follow
 * each other, or end the path, count for nothing.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function safePath(given: string): string {
  const path = decoded(given).replaceAll(/[\u0000-\u001f\u007f]/g, codeOf);
  const segments = path.split('/').filter((segment) => segment !== '');
  if (
    /^(?:\/|[A-Za-z]:\/|file:)/.test(path) ||
    /[#\\]/.test(path) ||
    segments.some((segment) => segment === '.' || segment === '..')
  )
    throw invalidPath();
  return segments.join('/');
}

/** The path of a file: a folder is refused. @throws MlflowError INVALID_PARAMETER_VALUE */
export function safeFilePath(given: string): string {
  const path = safePath(given);
  if (path === '' || given.endsWith('/'))
    throw invalidParameter("Artifact path must include a filename (cannot end with '/').");
  return path;
}

const invalidPath = (): MlflowError => invalidParameter('Invalid path');

function decoded(given: string): string {
  let path = given;
  for (let count = 0; count < mostDecodings; count += 1) {
    const next = decodedOnce(path);
    if (next === path) return path;
    path = next;
  }
  throw invalidPath();
}

/** A percent sign that begins no encoding of UTF-8 stands for itself. */
function decodedOnce(path: string): string {
  return path.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

const codeOf = (each: string): string => `%${each.charCodeAt(0).toString(16).padStart(2, '0')}`;
