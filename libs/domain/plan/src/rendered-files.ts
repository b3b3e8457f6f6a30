import { sourceFolder } from '@slipway/changes';
import { InvalidInputError, TooLargeError } from '@slipway/kernel';
import { clusterFiles, renderAttempt, teamFiles, type SourceFile } from '@slipway/render';
import { issueAt, sourceFilesOf } from '@slipway/resources';
import { findingOf, type Finding } from './finding.ts';
import type { Program } from './programs.ts';
import { regularText, type Side } from './read-side.ts';
import { redactJob, sensitiveValues, withoutValues } from './redaction.ts';

/** Rendered files by path. */
export type RenderedFiles = ReadonlyMap<string, { readonly cluster: string; readonly content: string }>;

/** What stands in a run's path and name for what is decided when it starts. */
const anyDay = 'yyyy-mm-dd';
const anySuffix = '00000000';

/**
 * The manifests of the runs of these programs, without credentials. `findings` tells which could not be rendered, such
 * as those whose source files are missing.
 */
export function renderRuns(
  side: Side,
  programs: readonly Program[],
): { readonly files: RenderedFiles; readonly findings: readonly Finding[] } {
  const files = new Map<string, { readonly cluster: string; readonly content: string }>();
  const findings: Finding[] = [];
  for (const { id, place, job, cluster } of programs) {
    if (cluster === undefined) continue;
    const resource = side.resources.get(id)?.resource;
    try {
      const { path, content } = renderAttempt({
        job: redactJob(job),
        files: sourcesOf(side, id, sourceFolder(place) ?? ''),
        cluster,
        run: `${place.name}-${anySuffix}`,
        epoch: 1,
        day: anyDay,
      });
      files.set(path, {
        cluster: cluster.metadata.name,
        content: withoutValues(content, sensitiveValues(job)),
      });
    } catch (error) {
      if (!(error instanceof InvalidInputError || error instanceof TooLargeError) || resource === undefined)
        throw error;
      const { at } = sourceFilesOf(resource);
      findings.push(
        findingOf(
          { level: 'failure', source: 'schema', title: 'source files' },
          place.file,
          issueAt(resource, at, { message: error.message }),
        ),
      );
    }
  }
  return { files, findings };
}

/** The files that a program names, as far as they are there and text. */
function sourcesOf(side: Side, id: string, folder: string): readonly SourceFile[] {
  const resource = side.resources.get(id)?.resource;
  if (resource === undefined) return [];
  return sourceFilesOf(resource).files.flatMap((path) => {
    const content = regularText(side.snapshot, folder + path);
    return content === undefined ? [] : [{ path, content }];
  });
}

/** What is rendered of Teams and Clusters: of the named clusters everything, of the named teams their part on every cluster. */
export function renderShared(
  { teams, clusters }: Side,
  changed: { readonly teams: ReadonlySet<string>; readonly clusters: ReadonlySet<string> },
): RenderedFiles {
  const files = new Map<string, { readonly cluster: string; readonly content: string }>();
  for (const [name, cluster] of clusters) {
    const owned = changed.clusters.has(name)
      ? clusterFiles(cluster, [...teams.values()], undefined)
      : [...changed.teams].flatMap((team) => {
          const known = teams.get(team);
          return known ? teamFiles({ team: known, cluster }) : [];
        });
    for (const { path, content } of owned)
      if (content !== undefined) files.set(path, { cluster: name, content });
  }
  return files;
}

/** What Slipway renders of a Team or Cluster at this path of `clusters/`, or undefined when nothing belongs there. */
export function renderedAt(side: Side, path: string): string | undefined {
  const [root = '', cluster = ''] = path.split('/');
  if (root !== 'clusters') return undefined;
  const one = { teams: new Set<string>(), clusters: new Set([cluster]) };
  return renderShared(side, one).get(path)?.content;
}
