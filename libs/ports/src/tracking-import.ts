import type { LifecycleStage, RunStatus } from './tracking-records.ts';

/** What an import sets that nobody else may. What does not exist stays so. All methods throw UnavailableError. */
export interface TrackingImport {
  setExperiment(
    team: string,
    id: string,
    fields: { readonly lastUpdateTime?: number; readonly lifecycleStage: LifecycleStage },
  ): Promise<void>;
  setRun(
    team: string,
    id: string,
    fields: {
      readonly status?: RunStatus;
      readonly endTime?: number | undefined;
      readonly lifecycleStage?: LifecycleStage;
      readonly artifactUri?: string | undefined;
    },
  ): Promise<void>;
  setLoggedModel(team: string, id: string, fields: { readonly updatedAt: number }): Promise<void>;
}
