import { structuredPatch } from 'diff';
import { compareText } from './finding.ts';
import { planLimits } from './limits.ts';
import type { ManifestChange } from './plan.ts';
import type { RenderedFiles } from './rendered-files.ts';

/** How rendered files differ, sorted by cluster and path. */
export function manifestChanges(before: RenderedFiles, after: RenderedFiles): readonly ManifestChange[] {
  const changes: ManifestChange[] = [];
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(path), after.get(path)];
    const cluster = (is ?? was)?.cluster ?? '';
    if (was?.content === is?.content) continue;
    const action = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    changes.push({ action, cluster, path, diff: unifiedDiff(was?.content ?? '', is?.content ?? '') });
  }
  return changes.sort(
    (left, right) => compareText(left.cluster, right.cluster) || compareText(left.path, right.path),
  );
}

/** Hunks with three lines of context, as `diff -u` writes them; empty when the texts differ in too many lines. */
function unifiedDiff(before: string, after: string): string {
  const patch = structuredPatch('', '', before, after, undefined, undefined, {
    context: 3,
    maxEditLength: planLimits.diffLines,
  });
  return (patch?.hunks ?? [])
    .map(({ oldStart, oldLines, newStart, newLines, lines }) =>
      [
        `@@ -${String(oldStart)},${String(oldLines)} +${String(newStart)},${String(newLines)} @@`,
        ...lines,
        '',
      ].join('\n'),
    )
    .join('');
}
