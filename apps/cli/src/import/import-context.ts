import type { Client, ImportRecord } from '@slipway/contracts';
import { importEndpoints } from '@slipway/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError } from '@slipway/kernel';
import type { MlflowServer } from './mlflow-server.ts';
import { refusalOf } from './record-refusal.ts';
import type { Tally } from './tally.ts';

/** Kinds of things that can be imported. Models need experiments and runs for where they come from. */
export const importParts = ['experiments', 'models', 'artifacts'] as const;
export type ImportPart = (typeof importParts)[number];

/** What all parts of an import work with. */
export interface ImportContext {
  readonly source: MlflowServer;
  /** The team's own MLflow API of the registry that is imported to. */
  readonly target: MlflowServer;
  readonly client: Client;
  readonly team: string;
  readonly parts: ReadonlySet<ImportPart>;
  /** Only count what there is, and tell what of it the registry would refuse. */
  readonly dryRun: boolean;
  /** Pass over runs that a former import has done. */
  readonly resume: boolean;
  readonly tally: Tally;
  readonly signal: AbortSignal;
  /** Something was counted. */
  readonly onProgress: () => void;
}

const pauses = [200, 1_000, 3_000, 10_000];

/**
 * Hands one record to the registry, again when it fails for a reason that passes. On a dry run, it is only held against what
 * the registry takes; what it would refuse is tallied as a failure.
 */
export async function sendRecord(
  { client, team, dryRun, tally, signal }: ImportContext,
  record: ImportRecord,
): Promise<{ readonly id?: string; readonly artifactUri?: string; readonly done?: boolean }> {
  if (dryRun) {
    const refusal = refusalOf(record);
    if (refusal !== undefined) tally.fail(refusal);
    return {};
  }
  for (let failures = 0; ; failures += 1) {
    try {
      const { id, artifactUri, done } = await client.call(importEndpoints.importRecord, {
        params: { team },
        body: record,
        signal,
      });
      return {
        ...(id === undefined ? {} : { id }),
        ...(artifactUri === undefined ? {} : { artifactUri }),
        ...(done === undefined ? {} : { done }),
      };
    } catch (error) {
      const pause = pauses[failures];
      if (pause === undefined || !(error instanceof SlipwayError) || !error.retryable) throw error;
      await sleep(pause, undefined, { signal });
    }
  }
}
