import { z } from 'zod';
import { healthOf, type Health } from './health/health.ts';

/** What is kept of an object of a reconciler. */
export interface ReconcilerRecord {
  readonly kind: string;
  readonly name: string;
  /** Commit that it was told of last. */
  readonly source: string | undefined;
  /** Commit that it has fetched, or applied. */
  readonly revision: string | undefined;
  readonly health: Health;
}

export interface ReconcilerState {
  readonly sourceRevision: string | undefined;
  /** The commit that all have applied; undefined while they differ. */
  readonly appliedRevision: string | undefined;
  readonly ready: boolean;
  readonly message: string;
}

const text = z.string().optional();
const Item = z.object({
  kind: z.string().default(''),
  metadata: z.object({ name: z.string() }),
  status: z
    .object({
      artifact: z.object({ revision: text }).nullish(),
      lastAppliedRevision: text,
      sync: z.object({ revision: text, status: text }).optional(),
      operationState: z.object({ syncResult: z.object({ revision: text }).optional() }).optional(),
    })
    .default({}),
});

/** An object of Flux or Argo CD. Lists leave kinds out, so the caller says which it is. */
export function readReconciler(
  kind: string,
  apiVersion: string,
  object: unknown,
): ReconcilerRecord | undefined {
  const parsed = Item.safeParse(object);
  if (!parsed.success) return undefined;
  const { metadata, status } = parsed.data;
  // An Application that finds nothing to change at a commit has no operation for it, and is there all the same.
  const compared = status.sync?.status === 'Synced' ? status.sync.revision : undefined;
  const applied =
    status.artifact?.revision ??
    status.lastAppliedRevision ??
    compared ??
    status.operationState?.syncResult?.revision;
  return {
    kind,
    name: metadata.name,
    source: commitOf(status.artifact?.revision ?? status.sync?.revision),
    revision: commitOf(applied),
    health: healthOf({ ...(object as object), kind, apiVersion }),
  };
}

/** Flux writes `main@sha1:<commit>`. */
const commitOf = (revision: string | undefined): string | undefined =>
  revision?.replace(/^.*@(?:sha1|sha256):/, '');

/** Sources have fetched the newest commit; what applies it has come as far as the one that is furthest behind. */
export function reconcilerState(
  sources: readonly ReconcilerRecord[],
  appliers: readonly ReconcilerRecord[],
): ReconcilerState {
  const all = [...sources, ...appliers];
  const troubled =
    all.find(({ health }) => health.health === 'degraded') ??
    all.find(({ health }) => health.health !== 'healthy');
  const revisions = new Set(appliers.map(({ revision }) => revision));
  const [applied] = revisions;
  const message = troubled
    ? `${troubled.kind} ${troubled.name}: ${troubled.health.reason}`
    : all.length === 0
      ? 'it has no objects that reconcile the environment repository'
      : 'all is applied';
  return {
    sourceRevision: all.map(({ source }) => source).find((revision) => revision !== undefined),
    appliedRevision: revisions.size === 1 ? applied : undefined,
    ready: all.length > 0 && !troubled,
    message,
  };
}
