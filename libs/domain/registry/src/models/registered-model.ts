/** Stages of a model version, in MLflow's spelling. */
export const modelStages = ['None', 'Staging', 'Production', 'Archived'] as const;
export type ModelStage = (typeof modelStages)[number];

/** One version of a registered model, as it lies in git. Times are milliseconds since the epoch. */
export interface ModelVersionState {
  /** 1, 2, 3, …; never used again after a deletion. */
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Who made it, when that is known. */
  readonly userId: string | undefined;
  readonly stage: ModelStage;
  /** Empty when none was given; undefined when it was taken away, which MLflow tells apart. */
  readonly description: string | undefined;
  /** URI of the model's files, as the client named it. */
  readonly source: string;
  /** Where the files lie when `source` is a `models:` URI that stands for another place. */
  readonly storageLocation: string | undefined;
  readonly runId: string | undefined;
  readonly runLink: string | undefined;
  /** LoggedModel that the version was made from: `m-<hex>`. */
  readonly modelId: string | undefined;
  readonly tags: Tags;
}

export type Tags = Readonly<Record<string, string>>;

/** What an alias points to. */
export interface AliasState {
  readonly version: number;
  /** Since when, in milliseconds since the epoch. */
  readonly since: number;
  /** Who set it. */
  readonly by: string;
}

export type Aliases = Readonly<Record<string, AliasState>>;

/** A registered model without its versions. */
export interface ModelHead {
  readonly team: string;
  readonly name: string;
  /** Its main file in the environment repository, without `.yaml`; further versions lie in a folder of that name. */
  readonly path: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Never empty. */
  readonly description: string | undefined;
  readonly tags: Tags;
  readonly aliases: Aliases;
  /** The number that the next version gets. */
  readonly nextVersion: number;
}

/**
 * A registered model as it lies in git. Where a part of it is spoken of, `versions` are those of some of its files, each
 * file whole and the main file among them.
 */
export interface RegisteredModelState extends ModelHead {
  /** Ascending. */
  readonly versions: readonly ModelVersionState[];
}

/** One model before and after: undefined where there is none. Both have the versions of the same files. */
export interface ModelEdit {
  readonly before: RegisteredModelState | undefined;
  readonly after: RegisteredModelState | undefined;
}
