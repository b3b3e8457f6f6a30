import { newId } from '@slipway/kernel';
import type { ModelStore, ModelTransaction } from '@slipway/ports';
import {
  editEvents,
  modelChanges,
  MlflowError,
  movesOf,
  type ModelEdit,
  type RegisteredModelState,
} from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import type { Scope } from '../protocol/mlflow-endpoint.ts';
import { checkProtectedAliases } from './check-protected-aliases.ts';
import { asMlflowError, changeOf, modelResource, type EditChange } from './edit-change.ts';
import { modelNotFound } from './model-refusals.ts';
import { saveEdits } from './save-edit.ts';

/** What an edit of a model may take into account beside the model. */
export interface EditScene {
  /** Who edits it. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Models of the team that lie in the team's own folder, counted as far as was asked for. */
  readonly siblings: number;
}

type WantedForEdit = Parameters<ModelStore['edit']>[2];

export interface ModelChange {
  readonly name: string;
  /** Imperative, for the commit: `Set alias champion of iris to version 3`. */
  readonly subject: string | ((edit: ModelEdit) => string);
  /** What the edit needs to see beside the main file. */
  readonly wanted?: WantedForEdit;
  /** One line for the commit and the history. Default: that MLflow's API was asked for it. */
  readonly reason?: string;
  /** What is said when there is no such model. Default: that there is none. */
  readonly missing?: MlflowError;
  /** The model to edit when there is none, which makes it. Default: it is refused. */
  readonly blank?: (scene: EditScene) => RegisteredModelState;
  /**
   * The model as it is to be; undefined deletes it, and the same model leaves all as it is. It may be asked again, and
   * refuses by throwing MlflowError.
   */
  readonly edit: (model: RegisteredModelState, scene: EditScene) => RegisteredModelState | undefined;
}

/** Edits one model: its state, its history, the change for git and what webhooks are told, as one. */
export function changeModel(context: RegistryContext, scope: Scope, change: ModelChange): Promise<ModelEdit> {
  return writeModel(context, scope, change, (model, scene) => editOf(context, change, model, scene));
}

/** The same for an edit that finds out by itself what there is, such as that of a new model. */
export async function writeModel(
  context: RegistryContext,
  scope: Scope,
  { name, subject, wanted = {} }: Pick<ModelChange, 'name' | 'subject' | 'wanted'>,
  edit: (model: RegisteredModelState | undefined, scene: EditScene) => ModelEdit,
): Promise<ModelEdit> {
  const { modelStore, clock, random, repository } = context;
  let made: ModelEdit = { before: undefined, after: undefined };
  const isWritten = await modelStore
    .edit(scope.team, name, wanted, ({ model, siblings }) => {
      const at = clock.now();
      made = edit(model, { by: scope.principal.name, now: at.getTime(), siblings });
      if (made.before === made.after) return undefined;
      const id = newId(at, random);
      const { team } = scope;
      return {
        edit: made,
        moves: movesOf(modelChanges(made.before, made.after)),
        origin: { at, by: scope.principal.name, reason: undefined, change: id, commit: undefined },
        events: editEvents(made).map((event) => ({ team, at, ...event })),
        change: changeOf([made], { ...editChange(scope, { name, subject }, made), id }, repository),
      };
    })
    .catch((error: unknown) => {
      throw asMlflowError(error);
    });
  if (!isWritten) throw nameTaken(made.after?.name ?? name);
  count(context, made);
  return made;
}

/** The same with something else to do in the transaction, before the edit is saved. */
export async function changeModelWith(
  context: RegistryContext,
  scope: Scope,
  change: ModelChange,
  also: (transaction: ModelTransaction, edit: ModelEdit) => Promise<void>,
): Promise<ModelEdit> {
  const made = await context.modelStore.transaction((transaction) =>
    changeModelIn(context, transaction, scope, change, also),
  );
  count(context, made);
  return made;
}

/** The same within a transaction of the caller, who counts the change when that is committed. */
export async function changeModelIn(
  context: RegistryContext,
  transaction: ModelTransaction,
  scope: Scope,
  change: ModelChange,
  also: (transaction: ModelTransaction, edit: ModelEdit) => Promise<void>,
): Promise<ModelEdit> {
  const { name, wanted = {} } = change;
  const model = await transaction.open(scope.team, name, wanted);
  const scene = {
    by: scope.principal.name,
    now: context.clock.now().getTime(),
    siblings: await transaction.countUnsharded(scope.team, wanted.siblings ?? 0),
  };
  const edit = editOf(context, change, model, scene);
  await also(transaction, edit);
  const taken = await saveEdits(context, transaction, [edit], editChange(scope, change, edit));
  if (taken) throw nameTaken(taken.after?.name ?? name);
  return edit;
}

function editOf(
  { registryPolicy }: RegistryContext,
  { name, missing, blank, edit }: ModelChange,
  before: RegisteredModelState | undefined,
  scene: EditScene,
): ModelEdit {
  const model = before ?? blank?.(scene);
  if (!model) throw missing ?? modelNotFound(name);
  const after = edit(model, scene);
  checkProtectedAliases(registryPolicy(), model, after);
  return { before, after };
}

function editChange(
  { team, principal, traceparent }: Scope,
  { name, subject, reason }: Pick<ModelChange, 'name' | 'subject' | 'reason'>,
  edit: ModelEdit,
): Omit<EditChange, 'id'> {
  return {
    team,
    subject: typeof subject === 'string' ? subject : subject(edit),
    requestedBy: principal.name,
    resource: modelResource(team, name),
    reason,
    traceparent: traceparent === '' ? undefined : traceparent,
  };
}

const nameTaken = (name: string): MlflowError =>
  new MlflowError('RESOURCE_ALREADY_EXISTS', `Registered Model (name=${name}) already exists.`);

function count({ metrics }: RegistryContext, { before, after }: ModelEdit): void {
  if (before !== after) metrics.count('slipway_changes_accepted_total', { service: 'model-registry' });
}
