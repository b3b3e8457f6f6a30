import { layout, programLayout } from '@slipway/changes';
import { chooseCluster } from '@slipway/placement';
import {
  formatResource,
  jobThatRuns,
  parseResources,
  sourceFilesOf,
  type Cluster,
  type Job,
  type RunnableJob,
  type Study,
  type Team,
} from '@slipway/resources';
import { clusterFiles, renderAttempt, teamFiles, type SourceFile } from '@slipway/render';
import type { ReadResources } from '../input/read-resources.ts';
import type { EnvironmentFiles } from './environment-files.ts';

/** What applying would leave in the environment repository: content by path, undefined for a file that would be deleted. */
export type PlannedFiles = ReadonlyMap<string, string | undefined>;

export interface Plan {
  readonly files: PlannedFiles;
  /** What could not be planned, and why. */
  readonly notes: readonly string[];
}

/** Stands in for the random part of a run's name, which is made when the Job is applied. */
const anyRun = '00000000';

/** What applying these resources would write and delete, as far as the environment repository tells. */
export async function planFiles(
  environment: EnvironmentFiles,
  { documents, files: sources }: ReadResources,
  day: string,
): Promise<Plan> {
  const files = new Map<string, string | undefined>();
  const notes: string[] = [];
  const given = documents.flatMap(({ file, resources }) => resources.map((resource) => ({ file, resource })));
  const teams = await known<Team>(environment, 'Team', 'teams', layout.team);
  const clusters = await known<Cluster>(environment, 'Cluster', 'clusters', layout.cluster);
  const touched = { teams: new Set<string>(), clusters: new Set<string>() };
  for (const { resource } of given) {
    if (resource.kind === 'Team') {
      files.set(layout.team(resource.metadata.name), formatResource(resource));
      teams.set(resource.metadata.name, resource);
      touched.teams.add(resource.metadata.name);
    } else if (resource.kind === 'Cluster') {
      files.set(layout.cluster(resource.metadata.name), formatResource(resource));
      const previous = clusters.get(resource.metadata.name);
      for (const { path, content } of clusterFiles(resource, [], previous)) files.set(path, content);
      clusters.set(resource.metadata.name, resource);
      touched.clusters.add(resource.metadata.name);
    }
  }
  for (const team of teams.values()) {
    for (const cluster of clusters.values()) {
      if (!touched.teams.has(team.metadata.name) && !touched.clusters.has(cluster.metadata.name)) continue;
      for (const { path, content } of teamFiles({ team, cluster })) files.set(path, content);
    }
  }
  for (const { file, resource } of given) {
    const job = jobThatRuns(resource);
    if (job === undefined || (resource.kind !== 'Job' && resource.kind !== 'Study')) continue;
    const { files: named } = sourceFilesOf(resource);
    const own = sources.filter(({ document, path }) => document === file && named.includes(path));
    const planned = await planProgram(environment, resource, own);
    for (const [path, content] of planned) files.set(path, content);
    if (!(await differs(environment, planned))) continue;
    const cluster = placedOn(job, teams.get(job.metadata.team), [...clusters.values()]);
    if (cluster === undefined)
      notes.push(
        `${resource.kind.toLowerCase()}/${resource.metadata.name}: which cluster its run goes to is decided when it is applied`,
      );
    else {
      const manifest = renderAttempt({
        job,
        files: own,
        cluster,
        run: `${resource.metadata.name}-${anyRun}`,
        epoch: 1,
        day,
      });
      files.set(manifest.path, manifest.content);
    }
  }
  return { files, notes };
}

async function known<R extends Team | Cluster>(
  environment: EnvironmentFiles,
  kind: R['kind'],
  folder: string,
  pathOf: (name: string) => string,
): Promise<Map<string, R>> {
  const found = new Map<string, R>();
  for (const name of await environment.entries(folder)) {
    const text = await environment.read(pathOf(name));
    const resource =
      text === undefined
        ? undefined
        : parseResources(pathOf(name), text).find((one): one is R => one.kind === kind);
    if (resource) found.set(name, resource);
  }
  return found;
}

/** The own files of a Job or Study: its YAML and the sources beside it, those that it no longer names as deleted. */
async function planProgram(
  environment: EnvironmentFiles,
  program: Job | Study,
  sources: readonly SourceFile[],
): Promise<PlannedFiles> {
  const { team, name } = program.metadata;
  const { file, folder } = programLayout(program.kind, team, name);
  const before = await environment.below(folder);
  return new Map<string, string | undefined>([
    [file, formatResource(program)],
    ...before.map((path) => [path, undefined] as const),
    ...sources.map(({ path, content }) => [`${folder}/${path}`, content] as const),
  ]);
}

async function differs(environment: EnvironmentFiles, planned: PlannedFiles): Promise<boolean> {
  for (const [path, content] of planned) if ((await environment.read(path)) !== content) return true;
  return false;
}

/** The cluster that its run goes to, when that does not depend on what clusters have room for. */
function placedOn(
  job: RunnableJob,
  team: Team | undefined,
  clusters: readonly Cluster[],
): Cluster | undefined {
  if (!team) return undefined;
  const choice = chooseCluster(
    job,
    team,
    clusters.map((cluster) => ({ cluster, pools: undefined })),
  );
  if ('problem' in choice || choice.momentary) return undefined;
  return clusters.find(({ metadata }) => metadata.name === choice.cluster);
}
