import type { ResourcePlace } from '@slipway/changes';
import type { CommitSummary, ObjectId } from '@slipway/ports';
import { createLeadingLoop, type LeadingLoop } from '@slipway/service';
import type { SchedulerContext } from '../context.ts';
import type { EnvironmentToFollow } from '../scheduler-deps.ts';
import { takeOver, type TakenOver } from './take-over.ts';
import { resourcePatterns, touchedResources } from './touched-resources.ts';

/** Milliseconds between looks without a wake-up, for what others push to a remote, and lost signals. */
const patience = 1_500;
/** Commits that are looked at together, without what is in them. */
const mostCommits = 2_000;

/** Takes over what others commit. A pass that fails is made again: what was taken over already is as it is. */
export const createEnvironmentFollower = (
  context: SchedulerContext,
  environment: EnvironmentToFollow,
): LeadingLoop =>
  createLeadingLoop({
    ...{ name: `scheduler ${context.repository}`, patience, leases: environment.leases },
    ...{ clock: context.clock, logger: context.logger },
    pass: () => followEnvironment(context, environment),
  });

/**
 * One pass: what others have touched since the last one is made as it is at the tip. Never followed, or after its history was
 * rewritten, the whole repository is looked at, and nothing is started.
 */
export async function followEnvironment(
  context: SchedulerContext,
  { history, changes }: EnvironmentToFollow,
): Promise<void> {
  const { store, repository } = context;
  const tip = await history.refresh();
  if (tip === undefined) return;
  const from = await store.followed.position(repository);
  if (from === tip) return;
  const isKnown = from !== undefined && (await history.contains(tip, from));
  const paths = isKnown ? await foreignPaths(tip, from) : await allPaths(tip);
  const outcomes: TakenOver[] = [];
  for (const place of await inOrder(tip, touchedResources(paths.keys()))) {
    const origin = originOf(paths, place.file);
    const outcome = await takeOver(context, history, place, { tip, origin });
    outcomes.push(outcome);
    if (outcome === 'taken-over')
      context.logger.info('a resource was taken over from git', { file: place.file, commit: tip });
  }
  if (!outcomes.includes('later')) await store.followed.move(repository, tip);

  /** Those that are gone first: others may have taken their names. */
  async function inOrder(at: ObjectId, places: readonly ResourcePlace[]): Promise<readonly ResourcePlace[]> {
    const gone = new Set<ResourcePlace>();
    for (const place of places) if ((await history.blobAt(at, place.file)) === undefined) gone.add(place);
    return [...gone, ...places.filter((place) => !gone.has(place))];
  }

  /** Paths that commits of others touched, with the last of these commits. */
  async function foreignPaths(
    to: ObjectId,
    since: ObjectId,
  ): Promise<Map<string, CommitSummary | undefined>> {
    const touched = new Map<string, CommitSummary | undefined>();
    const recent = await history.firstParents(to, since, mostCommits);
    if (recent?.length === (await ownOf(recent ?? [])).size) return touched;
    for await (const commit of history.commits(to, since, resourcePatterns)) {
      if ((await ownOf([commit])).has(commit.commit)) continue;
      for (const { path } of commit.files) touched.set(path, commit);
    }
    return touched;
  }

  /** Those that services of Slipway asked for. */
  async function ownOf(commits: readonly CommitSummary[]): Promise<ReadonlySet<ObjectId>> {
    const claimed = commits.flatMap(({ changeId: change, commit }) =>
      change === undefined ? [] : [{ change, commit }],
    );
    return claimed.length === 0 ? new Set() : changes.written(repository, claimed);
  }

  async function allPaths(at: ObjectId): Promise<Map<string, CommitSummary | undefined>> {
    const all = new Map<string, CommitSummary | undefined>();
    for await (const { path } of history.files(at, ['teams', 'clusters'])) all.set(path, undefined);
    return all;
  }
}

/** The commit that touched the resource's own file, or else one of the files beside it. */
function originOf(
  paths: ReadonlyMap<string, CommitSummary | undefined>,
  file: string,
): CommitSummary | undefined {
  const beside = file.replace(/\.yaml$/, '/');
  return paths.get(file) ?? [...paths].find(([path]) => path.startsWith(beside))?.[1];
}
