import { pythonRepr } from '../python-text.ts';
import { invalidValue } from './messages.ts';

/**
 * Checks the name of a metric, param or tag. `path` names it in the refusal.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkName(name: string, path: string): void {
  if (!/^[/\p{L}\p{N}_.\- :]*$/u.test(name)) {
    throw invalidValue(
      path,
      name,
      'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.),' +
        ' spaces ( ), colon(:) and slashes (/).',
    );
  }
  checkUniquePath(name, path);
}

/** @throws MlflowError INVALID_PARAMETER_VALUE when a name, taken as a path, would be another one */
export function checkUniquePath(name: string, path: string): void {
  if (/^[^./][^/]*$/.test(name)) return;
  const normal = normalPath(name);
  if (normal === name && normal !== '.' && !normal.startsWith('..') && !normal.startsWith('/')) return;
  throw invalidValue(
    path,
    name,
    'Names may be treated as files in certain cases, and must not resolve to other names' +
      ` when treated as such. This name would resolve to ${pythonRepr(normal)}`,
  );
}

/** POSIX's normal form, as Python's `posixpath.normpath` has it: exactly two slashes in front stay. */
function normalPath(path: string): string {
  const root = /^\/{2}(?!\/)/.test(path) ? '//' : path.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of path.split('/')) {
    const leadsUp = part === '..' && (parts.length === 0 ? root !== '' : parts.at(-1) !== '..');
    if (leadsUp) parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return root + parts.join('/') || '.';
}
