/** Stages of a model version, in MLflow's spelling. */
export const modelStages = ['None', 'Staging', 'Production', 'Archived'] as const;
export type ModelStage = (typeof modelStages)[number];

/** One version of a registered model, as it lies in git. Times are milliseconds since the epoch. */
export interface ModelVersionState {
  /** 1, 2, 3, …; never used again after a deletion. */
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly userId: string | undefined;
  readonly stage: ModelStage;
  readonly description: string | undefined;
  /** URI of the model's files, as the client named it. */
  readonly source: string;
  readonly runId: string | undefined;
  readonly runLink: string | undefined;
  /** LoggedModel that the version was made from: `m-<hex>`. */
  readonly modelId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** What an alias points to. */
export interface AliasState {
  readonly version: number;
  /** Since when, in milliseconds since the epoch. */
  readonly since: number;
  /** Who set it. */
  readonly by: string;
}

/** A registered model as it lies in git: its desired state, whole. */
export interface RegisteredModelState {
  readonly team: string;
  readonly name: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly description: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly aliases: Readonly<Record<string, AliasState>>;
  /** The number that the next version gets. */
  readonly nextVersion: number;
  /** Ascending. */
  readonly versions: readonly ModelVersionState[];
}
