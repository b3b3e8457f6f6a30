import type { Model, ModelAlias, ModelEvent, ModelProblem, ModelSummary } from '@slipway/contracts';
import type { ModelFileProblem, RejectedChange } from '@slipway/ports';
import type { AliasAt, EventOrigin, HistoryEvent, ModelHead } from '@slipway/registry';

/** A model as lists show it. */
export function summaryView(model: ModelHead): ModelSummary {
  const { name, team, description = '', createdAt, updatedAt, aliases, nextVersion } = model;
  return {
    name,
    team,
    description,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    aliases: Object.entries(aliases)
      .map(([alias, { version }]) => ({ alias, version }))
      .sort((left, right) => (left.alias < right.alias ? -1 : 1)),
    lastVersion: nextVersion - 1,
  };
}

/**
 * A model as it is shown alone. Since when and by whom an alias is where it is, the history knows; an alias that it does
 * not know, its file tells.
 */
export function modelView(
  model: ModelHead,
  {
    aliases,
    isProtected,
    problems,
  }: {
    readonly aliases: readonly AliasAt[];
    readonly isProtected: (alias: string) => boolean;
    readonly problems: readonly ModelProblem[];
  },
): Model {
  const known = new Map(aliases.map((alias) => [alias.alias, alias]));
  return {
    ...summaryView(model),
    tags: { ...model.tags },
    aliases: Object.entries(model.aliases)
      .map(([alias, { version, since, by }]) => {
        const found = known.get(alias);
        const shown: ModelAlias =
          found?.version === version ? aliasView(found) : { alias, version, since: isoTime(since), by };
        return { ...shown, protected: isProtected(alias) };
      })
      .sort((left, right) => (left.alias < right.alias ? -1 : 1)),
    path: `${model.path}.yaml`,
    problems: [...problems],
  };
}

export function aliasView({ alias, version, since, ...origin }: AliasAt): ModelAlias {
  return { alias, version, since: since.toISOString(), ...originView(origin) };
}

export function eventView(event: HistoryEvent): ModelEvent {
  const { at, version } = event;
  return {
    at: at.toISOString(),
    ...(event.kind === 'alias' ? { alias: event.alias } : { stage: event.stage }),
    ...(version === undefined ? {} : { version }),
    ...originView(event),
  };
}

function originView({
  by,
  reason,
  change,
  commit,
}: EventOrigin): Pick<ModelEvent, 'by' | 'reason' | 'change' | 'commit'> {
  return {
    by,
    ...(reason === undefined ? {} : { reason }),
    ...(change === undefined ? {} : { change }),
    ...(commit === undefined ? {} : { commit }),
  };
}

export const fileProblemView = ({ at, path, commit, message }: ModelFileProblem): ModelProblem => ({
  at: at.toISOString(),
  path: `${path}.yaml`,
  commit,
  message,
});

export const rejectionView = ({ id, at, reason }: RejectedChange): ModelProblem => ({
  at: at.toISOString(),
  change: id,
  message: `the change was rejected: ${reason}`,
});

export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString();
