import { changeLimits } from './limits.ts';

// Control, format (zero-width, bidirectional) and unassigned-surrogate characters, line and paragraph separators.
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

// Names that NTFS resolves to `.git`, `.gitmodules` and their like through short names (git's own verify_path, CVE-2019-1352/1353).
const shortName = /^(?:git|gi[0-9a-f]{4})~\d+$/;

/** What is wrong with a path of the environment repository, or undefined. It never repeats invisible characters. */
export function pathProblem(path: string): string | undefined {
  if (path === '') return 'the path is empty';
  if (Buffer.byteLength(path) > changeLimits.pathBytes)
    return `the path is longer than ${String(changeLimits.pathBytes)} bytes`;
  if (invisible.test(path)) return 'the path has a control or invisible character';
  if (path.includes('\\')) return 'the path has a backslash';
  if (path.startsWith('/')) return 'the path is absolute';
  const segments = path.split('/');
  if (segments.length > changeLimits.pathDepth)
    return `the path is deeper than ${String(changeLimits.pathDepth)} folders`;
  for (const segment of segments) {
    const problem = segmentProblem(segment);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function segmentProblem(segment: string): string | undefined {
  if (segment === '') return 'the path has an empty segment';
  if (segment === '.' || segment === '..') return `the path has a segment "${segment}"`;
  if (Buffer.byteLength(segment) > changeLimits.segmentBytes) {
    return `a segment of the path is longer than ${String(changeLimits.segmentBytes)} bytes`;
  }
  // Windows drops trailing spaces and dots, so that `.git ` would be `.git` there.
  if (/[ .]$/.test(segment)) return 'a segment of the path ends in a space or a dot';
  const folded = foldCase(segment);
  if (folded.startsWith('.git') || shortName.test(folded)) return `"${segment}" is reserved for git`;
  return undefined;
}

/** What file systems that ignore case take for the same name (macOS, Windows): compatibility forms and case folded. */
export function foldCase(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** What is wrong with a set of paths that one change touches: `[index of the later path, problem]` each. */
export function collisions(paths: readonly string[]): readonly (readonly [number, string])[] {
  const found: (readonly [number, string])[] = [];
  const spelling = new Map<string, string>();
  const files = new Map<string, number>();
  for (const [index, path] of paths.entries()) {
    if (files.has(path)) {
      found.push([index, 'the path is in the change twice']);
      continue;
    }
    files.set(path, index);
    const clash = prefixesOf(path).find((prefix) => (spelling.get(foldCase(prefix)) ?? prefix) !== prefix);
    if (clash !== undefined) {
      found.push([
        index,
        `"${clash}" differs only in case from "${spelling.get(foldCase(clash)) ?? ''}" of the same change`,
      ]);
      continue;
    }
    for (const prefix of prefixesOf(path)) spelling.set(foldCase(prefix), prefix);
  }
  for (const [index, path] of paths.entries()) {
    const parent = prefixesOf(path)
      .slice(0, -1)
      .find((prefix) => files.has(prefix));
    if (parent !== undefined)
      found.push([index, `"${parent}" is a file of the same change and can't hold it`]);
  }
  return found;
}

/** `a/b/c` → `a`, `a/b`, `a/b/c`. */
function prefixesOf(path: string): string[] {
  const segments = path.split('/');
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}
