import { Cluster } from './cluster/cluster.ts';
import { Environment } from './environment/environment.ts';
import { Job } from './job/job.ts';
import { Policy } from './policy/policy.ts';
import { Study } from './study/study.ts';
import { Team } from './team/team.ts';
import { Workflow } from './workflow/workflow.ts';

/** The kinds of slipway.dev/v1. A new kind is a folder with its schema and a line here. */
export const kinds = { Cluster, Job, Study, Team } as const;

/** These, and what is written in git alone and never applied. */
export const describedKinds = { ...kinds, Environment, Policy, Workflow } as const;

export const apiVersion = 'slipway.dev/v1';

export type Kind = keyof typeof kinds;
export type DescribedKind = keyof typeof describedKinds;

export type SlipwayResource = Cluster | Job | Study | Team;

export function isKind(name: string): name is Kind {
  return Object.hasOwn(kinds, name);
}

/** `Kind/team/name`, or `Kind/name` for kinds that belong to no team. */
export function resourceId(resource: SlipwayResource): string {
  const { kind, metadata } = resource;
  return 'team' in metadata ? `${kind}/${metadata.team}/${metadata.name}` : `${kind}/${metadata.name}`;
}
