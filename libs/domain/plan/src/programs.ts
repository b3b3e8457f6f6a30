import { placeId, type ResourcePlace } from '@slipway/changes';
import { chooseCluster, hourlyPrice, type ClusterChoice, type ClusterSnapshot } from '@slipway/placement';
import { jobThatRuns, runsAtATime, type Cluster, type RunnableJob } from '@slipway/resources';
import type { Side } from './read-side.ts';

/** A Job or Study of one revision with what follows from it: its run, where that would go, and what that costs. */
export interface Program {
  readonly id: string;
  readonly place: ResourcePlace;
  readonly job: RunnableJob;
  /** Undefined when its team is unknown. */
  readonly choice: ClusterChoice | undefined;
  readonly cluster: Cluster | undefined;
  /** US dollars for an hour of its runs, as many as there are at a time; undefined when its cluster declares no price that fits. */
  readonly hourly: number | undefined;
}

/** The programs that were read of a revision, by id. Nothing is known of what clusters have room for. */
export function programsOf(side: Side): ReadonlyMap<string, Program> {
  const snapshots: readonly ClusterSnapshot[] = [...side.clusters.values()].map((cluster) => ({
    cluster,
    pools: undefined,
  }));
  const programs = new Map<string, Program>();
  for (const { place, resource } of side.resources.values()) {
    const job = jobThatRuns(resource);
    if (job === undefined) continue;
    const team = side.teams.get(job.metadata.team);
    const choice = team && chooseCluster(job, team, snapshots);
    const cluster = choice && 'cluster' in choice ? side.clusters.get(choice.cluster) : undefined;
    const price = cluster && hourlyPrice(job, cluster);
    const id = placeId(place);
    programs.set(id, {
      id,
      place,
      job,
      choice,
      cluster,
      hourly: price === undefined ? undefined : price * runsAtATime(resource),
    });
  }
  return programs;
}
