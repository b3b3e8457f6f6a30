import type { Change } from '@slipway/changes';
import type {
  Filter,
  HistoryEvent,
  HistoryMove,
  ModelEdit,
  ModelHead,
  ModelStage,
  ModelVersionAttribute,
  ModelVersionOrderKey,
  ModelVersionState,
  Order,
  RegisteredModelAttribute,
  RegisteredModelOrderKey,
  RegisteredModelState,
} from '@slipway/registry';
import type { ChangeLog } from './change-log.ts';
import type { FollowedRepository } from './followed-repository.ts';
import type { ModelHistoryLog } from './model-history.ts';
import type { ProposalLog } from './proposals.ts';
import type { Page } from './scheduler-store.ts';
import type { WebhookEvent, WebhookOutbox } from './webhook-outbox.ts';
import type { WorkflowRunStatements } from './workflows.ts';

/** A model with the newest version of each stage, ascending. */
export interface ModelOverview {
  readonly model: ModelHead;
  readonly latest: readonly ModelVersionState[];
}

/** A version with the aliases that point to it, in their order. */
export interface FoundVersion {
  readonly model: string;
  readonly version: ModelVersionState;
  readonly aliases: readonly string[];
}

export interface ModelSearch {
  readonly filter: Filter<RegisteredModelAttribute>;
  /** Prompts are models with the tag `mlflow.prompt.is_prompt`: true leaves them out. */
  readonly withoutPrompts: boolean;
  /** Ties are settled by name, ascending. */
  readonly order: Order<RegisteredModelOrderKey>;
  readonly offset: number;
  readonly limit: number;
}

export interface VersionSearch {
  readonly filter: Filter<ModelVersionAttribute>;
  /** Leaves out every version of a model that has a version which is a prompt. */
  readonly withoutPrompts: boolean;
  /** Ties are settled by name, ascending, then by version, descending. */
  readonly order: Order<ModelVersionOrderKey>;
  readonly offset: number;
  readonly limit: number;
}

/** Reads of registered models. Those of another team do not exist. All methods throw UnavailableError. */
export interface ModelReader {
  findModel(team: string, name: string): Promise<ModelOverview | undefined>;
  findVersion(team: string, name: string, version: number): Promise<FoundVersion | undefined>;
  findByAlias(team: string, name: string, alias: string): Promise<FoundVersion | 'no-model' | 'no-alias'>;
  searchModels(team: string, query: ModelSearch): Promise<readonly ModelOverview[]>;
  /** Without their aliases. */
  searchVersions(team: string, query: VersionSearch): Promise<readonly Omit<FoundVersion, 'aliases'>[]>;
  /** By name. */
  listModels(team: string, page: Page<string>): Promise<readonly ModelHead[]>;
  /** The model with all of its versions. */
  readModel(team: string, name: string): Promise<RegisteredModelState | undefined>;
}

/** Versions that a write needs to see: the files they lie in are read, and the main file always. */
export interface WantedVersions {
  readonly versions?: readonly number[];
  /** The file that the next version goes to. */
  readonly next?: boolean;
  /** The files of all versions in this stage. */
  readonly stage?: ModelStage;
  readonly all?: boolean;
}

/** One transaction on registered models: all of it happens, or nothing. */
export interface ModelTransaction {
  /**
   * The model with the files of the versions that are wanted, as the last transaction left it. Nobody else opens it
   * before this transaction ends; who opens several goes by name, ascending.
   */
  open(team: string, name: string, wanted: WantedVersions): Promise<RegisteredModelState | undefined>;
  /** Models of the team whose main file lies in the team's own folder of models, counted up to `most`. */
  countUnsharded(team: string, most: number): Promise<number>;
  /**
   * Writes what differs between the two; `before` is what `open` gave, or undefined for a new model. False when another
   * model has the name: nothing was written then.
   */
  save(edit: ModelEdit): Promise<boolean>;
  /** Sets `mlflow.modelVersions` of a logged model: that this version was made from it. False when there is none. */
  tagLoggedModel(team: string, modelId: string, name: string, version: number): Promise<boolean>;
  readonly changes: ChangeLog;
  readonly proposals: ProposalLog;
  readonly workflows: WorkflowRunStatements;
  readonly webhooks: WebhookOutbox;
  /** Who saves an edit records `movesOf(modelChanges(before, after))` too. */
  readonly history: ModelHistoryLog;
  readonly followed: FollowedRepository;
}

/** A model as an edit finds it. */
export interface FoundForEdit {
  /** With the files of the versions that are wanted; undefined when there is no such model. */
  readonly model: RegisteredModelState | undefined;
  /** Models of the team whose main file lies in the team's own folder, as far as was asked for, counted a moment ago. */
  readonly siblings: number;
}

/** An edit of one model with all that follows from it. */
export interface ModelWrite {
  readonly edit: ModelEdit;
  readonly moves: readonly HistoryMove[];
  readonly origin: Omit<HistoryEvent, keyof HistoryMove>;
  readonly events: readonly WebhookEvent[];
  /** Undefined when git stays as it is. */
  readonly change: Change | undefined;
}

export interface ModelStore extends ModelReader {
  /**
   * One edit of one model: what `decide` makes of the model as it is happens whole or not at all; undefined: nothing is to
   * happen. It is asked again when somebody else was faster or the first guess at the model was wrong, and may throw. One
   * statement that many edits share, or two, where a transaction takes seven: this is for what has to be fast. `isNew`: there
   * probably is no such model, so that none is looked for at first. False when another model has the name or the path.
   * @throws InvalidInputError when a path or content rule of the change log refuses the change
   */
  edit(
    team: string,
    name: string,
    wanted: WantedVersions & { readonly siblings?: number; readonly isNew?: boolean },
    decide: (found: FoundForEdit) => ModelWrite | undefined,
  ): Promise<boolean>;
  /** Runs `work` in one transaction; it may run again from its beginning when transactions collide. */
  transaction<Result>(work: (transaction: ModelTransaction) => Promise<Result>): Promise<Result>;
}
