import { issueAt } from '@slipway/resources';
import { compareText, findingOf, type Finding } from './finding.ts';
import type { PlacementChange } from './plan.ts';
import type { Program } from './programs.ts';
import type { Side } from './read-side.ts';

type Programs = ReadonlyMap<string, Program>;

/** Where runs would go that are new, or would go elsewhere than before; sorted by resource. */
export function placementChanges(before: Programs, after: Programs): readonly PlacementChange[] {
  return [...after.values()]
    .flatMap(({ id, choice }): PlacementChange[] => {
      const was = clusterOf(before.get(id));
      const is = choice && 'cluster' in choice ? choice.cluster : undefined;
      if (choice === undefined || (before.has(id) && was === is)) return [];
      return [
        {
          resource: id,
          ...(was === undefined ? {} : { before: was }),
          ...(is === undefined ? {} : { after: is }),
          reason: 'cluster' in choice ? choice.reason : choice.problem,
        },
      ];
    })
    .sort((left, right) => compareText(left.resource, right.resource));
}

const clusterOf = (program: Program | undefined): string | undefined =>
  program?.choice && 'cluster' in program.choice ? program.choice.cluster : undefined;

/** Programs whose run can go nowhere: their team is unknown, or no cluster is theirs. */
export function placementFindings(programs: readonly Program[], { resources }: Side): readonly Finding[] {
  return programs.flatMap(({ id, place, job, choice }): Finding[] => {
    if (choice !== undefined && 'cluster' in choice) return [];
    const resource = resources.get(id)?.resource;
    if (resource === undefined) return [];
    const { team } = job.metadata;
    const issue =
      choice === undefined
        ? issueAt(resource, ['metadata', 'team'], {
            message: `there is no valid Team ${team}: add teams/${team}/team.yaml`,
          })
        : issueAt(resource, ['spec'], { message: choice.problem });
    return [
      findingOf({ level: 'failure', source: 'placement', title: 'no place to run' }, place.file, issue),
    ];
  });
}
