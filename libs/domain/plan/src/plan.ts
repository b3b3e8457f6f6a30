import type { Finding } from './finding.ts';

/** `denied`: a policy refuses the change. `invalid`: it can't mean what it says, whatever policies hold. */
export type Verdict = 'ok' | 'denied' | 'invalid';

export interface FieldChange {
  /** JSON path from the resource: `spec.resources.memory`, `spec.env[LR].value`. */
  readonly path: string;
  /** JSON text, shortened; absent when the field was not there. */
  readonly before?: string;
  readonly after?: string;
}

export interface ResourceChange {
  readonly action: 'added' | 'changed' | 'removed';
  readonly kind: string;
  readonly team?: string;
  readonly name: string;
  readonly file: string;
  readonly fields: readonly FieldChange[];
  /** Fields that changed beyond those told. */
  readonly moreFields: number;
  /** Files beside it that changed. */
  readonly sources: readonly string[];
}

/** How a rendered file of a cluster changes. */
export interface ManifestChange {
  readonly action: 'added' | 'changed' | 'removed';
  readonly cluster: string;
  readonly path: string;
  /** Hunks of a unified diff, without the head; empty when it would be longer than is of use. */
  readonly diff: string;
}

/** Who has to approve. One of `owners` is enough. */
export interface Review {
  readonly owners: readonly string[];
  /** What says so: `maintainers of team vision`, `slipway.yaml, spec.owners[2]`. */
  readonly rule: string;
  readonly paths: readonly string[];
}

export interface PlacementChange {
  /** `Job/vision/digits` */
  readonly resource: string;
  readonly before?: string;
  readonly after?: string;
  /** Why there, or why nowhere. */
  readonly reason: string;
}

/** US dollars. */
export interface Cost {
  readonly hourly: number;
  /** If it ran all the time: 730 hours. */
  readonly monthly: number;
}

export interface CostChange {
  readonly before: Cost;
  readonly after: Cost;
  /** By team, those whose cost changes. */
  readonly teams: readonly { readonly team: string; readonly before: Cost; readonly after: Cost }[];
  /** Resources whose cluster declares no price that fits. */
  readonly unpriced: readonly string[];
}

/** What the runs of this change ask of one resource of a team's quota on one cluster. */
export interface QuotaChange {
  readonly team: string;
  readonly cluster: string;
  /** `cpu` in cores, `memory` in bytes, `nvidia.com/gpu` in devices, `runs`. */
  readonly resource: string;
  readonly limit: { readonly before?: number; readonly after?: number };
  readonly asked: { readonly before: number; readonly after: number };
}

/** A run that its team's quota does not let start at once. */
export interface QuotaVerdict {
  readonly resource: string;
  readonly team: string;
  readonly cluster: string;
  /** `never`: it asks for more than the whole quota. `waits`: others of this change come before it. */
  readonly outcome: 'never' | 'waits';
  readonly reason: string;
}

/** The verdict on a change of desired state, and everything it rests on. The same two revisions give the same plan. */
export interface Plan {
  readonly base: string;
  readonly head: string;
  readonly verdict: Verdict;
  readonly resources: readonly ResourceChange[];
  /** Changed files that belong to no resource, such as a README. */
  readonly otherFiles: readonly string[];
  readonly findings: readonly Finding[];
  /** Findings beyond those told. */
  readonly moreFindings: number;
  readonly manifests: readonly ManifestChange[];
  readonly reviews: readonly Review[];
  readonly placements: readonly PlacementChange[];
  readonly cost: CostChange;
  readonly quotas: readonly QuotaChange[];
  readonly waiting: readonly QuotaVerdict[];
  /** Policies that were evaluated, by name. */
  readonly policies: readonly string[];
}
