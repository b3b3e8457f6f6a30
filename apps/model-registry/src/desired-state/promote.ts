import type { Promoted, Promotion } from '@slipway/contracts';
import {
  ForbiddenError,
  InvalidInputError,
  newId,
  NotFoundError,
  PreconditionFailedError,
} from '@slipway/kernel';
import type { ModelTransaction, WantedVersions } from '@slipway/ports';
import {
  fileOperations,
  isProtected,
  MlflowError,
  setAlias,
  transitionStage,
  versionIn,
  type ModelEdit,
  type RegisteredModelState,
} from '@slipway/registry';
import { canAdministerTeam, type Principal } from '@slipway/service';
import { wayOfChange } from '@slipway/resources';
import type { RegistryContext } from '../context.ts';
import { modelResource } from '../models/edit-change.ts';
import { saveEdits } from '../models/save-edit.ts';
import { proposePromotion } from './propose-promotion.ts';

export interface PromotionRequest {
  readonly team: string;
  readonly principal: Principal;
  readonly traceparent: string;
  readonly promotions: readonly Promotion[];
  readonly reason?: string | undefined;
  readonly dryRun: boolean;
  /** Ask for it as a pull request, whatever the rules say. */
  readonly propose: boolean;
  /** Markdown: what speaks for it besides the metrics, for who reviews it. */
  readonly evidence?: string | undefined;
}

/** `change` and `proposal` undefined: nothing had to move, or nothing was to. */
export interface PromotionOutcome {
  readonly change?: string;
  readonly proposal?: string;
  readonly promotions: Promoted[];
}

/**
 * Moves aliases and stages of several models by one change in one transaction: others see all of it or nothing, here and
 * in git. Proposed, because that was asked for or `slipway.yaml` wants a pull request of it, they stay where they are.
 * @throws NotFoundError, ForbiddenError for a protected alias, PreconditionFailedError when an alias is elsewhere
 */
export async function promote(
  context: RegistryContext,
  request: PromotionRequest,
): Promise<PromotionOutcome> {
  const outcome = await context.modelStore
    .transaction((transaction) => promoteIn(context, transaction, request))
    .catch(asInvalidInput);
  const { change, proposal } = outcome;
  if (change !== undefined)
    context.metrics.count('slipway_changes_accepted_total', { service: 'model-registry' });
  if (proposal !== undefined)
    context.metrics.count('slipway_proposals_accepted_total', { service: 'model-registry' });
  return outcome;
}

/**
 * The same within a transaction of the caller, who counts the outcome when that is committed.
 * @throws as `promote`, and MlflowError for what git can't hold
 */
export async function promoteIn(
  context: RegistryContext,
  transaction: ModelTransaction,
  request: PromotionRequest,
): Promise<PromotionOutcome> {
  const { team, promotions, dryRun } = request;
  checkTargets(promotions);
  const now = context.clock.now();
  const models = new Map<string, { readonly before: RegisteredModelState; after: RegisteredModelState }>();
  for (const name of [...new Set(promotions.map(({ model }) => model))].sort()) {
    const before = await transaction.open(team, name, wantedOf(promotions, name));
    if (!before)
      throw new NotFoundError(`There is no model ${name} in team ${team}.`, {
        details: { team, model: name },
      });
    models.set(name, { before, after: before });
  }
  const promoted = promotions.flatMap((promotion) => {
    const model = models.get(promotion.model);
    if (!model) return [];
    checkPromotion(context, request, model.before, promotion);
    model.after = applied(model.after, promotion, { name: request.principal.name, now: now.getTime() });
    return promotedView(model.before, promotion);
  });
  const edits = [...models.values()].filter(({ before, after }) => before !== after);
  if (dryRun || edits.length === 0) return { promotions: promoted };
  const id = newId(now, context.random);
  const change = {
    id,
    team,
    subject: subjectOf(promotions),
    requestedBy: request.principal.name,
    resource: resourceOf(team, id, edits),
    reason: request.reason ?? `promoted by ${request.principal.name}`,
    traceparent: request.traceparent === '' ? undefined : request.traceparent,
  };
  const paths = edits.flatMap(fileOperations).map(({ path }) => path);
  const way = wayOfChange(context.settings(), { paths });
  if (request.propose || way.by === 'pull-request') {
    const autoMerge = way.by === 'pull-request' && way.autoMerge;
    const before = new Map([...models].map(([name, model]) => [name, model.before]));
    const asked = { edits, promoted, models: before, change, autoMerge, evidence: request.evidence };
    const proposal = await proposePromotion(context, transaction, asked);
    return { ...(proposal === undefined ? {} : { proposal }), promotions: promoted };
  }
  await saveEdits(context, transaction, edits, change);
  return { change: id, promotions: promoted };
}

/** What git can't hold is said in MLflow's terms below, and here in those of this API. */
function asInvalidInput(error: unknown): never {
  throw error instanceof MlflowError ? new InvalidInputError(error.message, { cause: error }) : error;
}

/** Two moves of the same thing in one request would hide which one is meant. */
function checkTargets(promotions: readonly Promotion[]): void {
  const seen = new Set<string>();
  for (const [index, promotion] of promotions.entries()) {
    const target = 'alias' in promotion ? `@${promotion.alias}` : String(promotion.version);
    const key = JSON.stringify([promotion.model, target]);
    if (seen.has(key)) {
      const message = `${promotion.model} ${target} is in the list twice`;
      throw new InvalidInputError(message, { issues: [{ path: `promotions[${String(index)}]`, message }] });
    }
    seen.add(key);
  }
}

function wantedOf(promotions: readonly Promotion[], name: string): WantedVersions {
  const own = promotions.filter(({ model }) => model === name);
  // Whatever version is in the stage is archived.
  if (own.some((promotion) => 'stage' in promotion && promotion.archiveExisting)) return { all: true };
  return { versions: own.map(({ version }) => version) };
}

function checkPromotion(
  context: RegistryContext,
  { team, principal, propose }: PromotionRequest,
  model: RegisteredModelState,
  promotion: Promotion,
): void {
  const { version } = promotion;
  const details = { team, model: model.name, version };
  if (!versionIn(model, version))
    throw new NotFoundError(
      `There is no version ${String(version)} of model ${model.name} in team ${team}.`,
      { details },
    );
  if (!('alias' in promotion)) return;
  const { alias, expectedVersion } = promotion;
  const current = targetOf(model, alias);
  if (expectedVersion !== undefined && current !== (expectedVersion ?? undefined))
    throw new PreconditionFailedError(
      `The alias ${alias} of model ${model.name} ${pointsTo(current)}, and the promotion expects that it ${pointsTo(expectedVersion ?? undefined)}.`,
      { details },
    );
  if (
    current !== version &&
    !propose &&
    isProtected(context.registryPolicy(), team, model.name, alias) &&
    !canAdministerTeam(principal, team)
  )
    throw new ForbiddenError(
      `The alias ${alias} of model ${model.name} is protected: it takes a maintainer of team ${team}. ` +
        `Propose it instead: slipway promote ${model.name}@${alias}=${String(version)} --propose opens a pull request.`,
      { details },
    );
}

const pointsTo = (version: number | undefined): string =>
  version === undefined ? 'points to nothing' : `points to version ${String(version)}`;

function applied(
  model: RegisteredModelState,
  promotion: Promotion,
  by: { readonly name: string; readonly now: number },
): RegisteredModelState {
  if ('alias' in promotion) return setAlias(model, promotion.alias, promotion.version, by) ?? model;
  const { version, stage, archiveExisting } = promotion;
  if (versionIn(model, version)?.stage === stage && !archiveExisting) return model;
  return transitionStage(model, version, { stage, archiveOthers: archiveExisting }, by.now) ?? model;
}

function promotedView(before: RegisteredModelState, promotion: Promotion): Promoted {
  const { model, version } = promotion;
  if ('alias' in promotion) {
    const from = targetOf(before, promotion.alias);
    return { model, version, alias: promotion.alias, ...(from === undefined ? {} : { from }) };
  }
  const from = versionIn(before, version)?.stage;
  return { model, version, stage: promotion.stage, ...(from === undefined ? {} : { from }) };
}

function targetOf({ aliases }: RegisteredModelState, alias: string): number | undefined {
  return Object.hasOwn(aliases, alias) ? aliases[alias]?.version : undefined;
}

function subjectOf(promotions: readonly Promotion[]): string {
  const [first] = promotions;
  if (!first) return 'Promote nothing';
  const what =
    'alias' in first
      ? `${first.model}@${first.alias} to version ${String(first.version)}`
      : `version ${String(first.version)} of ${first.model} to ${first.stage}`;
  const more = promotions.length - 1;
  return more === 0 ? `Promote ${what}` : `Promote ${what} and ${String(more)} more`;
}

function resourceOf(team: string, id: string, edits: readonly ModelEdit[]): string {
  const [only, ...others] = edits;
  return only?.after && others.length === 0
    ? modelResource(team, only.after.name)
    : `Promotion/${team}/${id}`;
}
