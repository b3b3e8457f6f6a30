import { modelEndpoints } from '@slipway/contracts';
import { InvalidInputError, NotFoundError } from '@slipway/kernel';
import type { ModelOverview } from '@slipway/ports';
import { aliasesAt, isProtected } from '@slipway/registry';
import { route, type Route } from '@slipway/service';
import type { RegistryContext } from '../context.ts';
import type { DesiredState } from '../desired-state/desired-state.ts';
import { promote } from '../desired-state/promote.ts';
import { readLineage } from '../lineage/read-lineage.ts';
import {
  aliasView,
  eventView,
  fileProblemView,
  modelView,
  rejectionView,
  summaryView,
} from './model-view.ts';

/** Rejected changes of a model that are told. */
const toldRejections = 5;

/** Slipway's own API of the registry: what MLflow's does not have. */
export function modelRoutes(context: RegistryContext, desiredState: DesiredState): readonly Route[] {
  const { modelStore, modelHistory, followedRepository, clock } = context;

  const find = async (team: string, name: string): Promise<ModelOverview> => {
    const found = await modelStore.findModel(team, name);
    if (found) return found;
    throw new NotFoundError(`There is no model ${name} in team ${team}.`, { details: { team, model: name } });
  };

  return [
    route(modelEndpoints.listModels, async ({ params: { team }, query: { limit, cursor } }) => {
      const after = nameAfter(cursor);
      const found = await modelStore.listModels(team, { after, limit: limit + 1 });
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map(summaryView),
        ...(found.length > limit && last ? { cursor: cursorOf(last.name) } : {}),
      };
    }),
    route(modelEndpoints.getModel, async ({ params: { team, name } }) => {
      const { model } = await find(team, name);
      const now = clock.now();
      const problem = await followedRepository.findProblem(model.path);
      const rejections = await followedRepository.rejectionsOf(team, model.path, toldRejections);
      return modelView(model, {
        aliases: aliasesAt(await modelHistory.aliasEventsAt(team, name, now), now),
        isProtected: (alias) => isProtected(context.registryPolicy(), team, name, alias),
        problems: [...(problem ? [fileProblemView(problem)] : []), ...rejections.map(rejectionView)],
      });
    }),
    route(modelEndpoints.modelHistory, async ({ params: { team, name }, query: { at, limit, cursor } }) => {
      if (at !== undefined) {
        const time = new Date(at);
        const aliases = aliasesAt(await modelHistory.aliasEventsAt(team, name, time), time);
        return { aliases: aliases.map(aliasView) };
      }
      // The history outlives the model: only who has neither is unknown.
      const after = cursor === undefined ? undefined : eventAfter(cursor);
      const found = await modelHistory.listHistory(team, name, { after, limit: limit + 1 });
      if (found.length === 0) await find(team, name);
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map(eventView),
        ...(found.length > limit && last ? { cursor: String(last.id) } : {}),
      };
    }),
    route(modelEndpoints.lineage, ({ params: { team, name, version } }) =>
      readLineage(context, team, name, version),
    ),
    route(modelEndpoints.promote, ({ params: { team }, body, principal, traceparent }) =>
      promote(context, { team, principal, traceparent, ...body }),
    ),
    route(modelEndpoints.rebuildRegistry, () => desiredState.rebuild()),
  ];
}

/** Cursors are opaque to clients: the last key of a page. */
const cursorOf = (name: string): string => Buffer.from(name).toString('base64url');

function nameAfter(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const name = Buffer.from(cursor, 'base64url').toString();
  return cursorOf(name) === cursor && !name.includes('\0') ? name : refuse();
}

function eventAfter(cursor: string): number {
  return /^\d{1,15}$/.test(cursor) ? Number(cursor) : refuse();
}

function refuse(): never {
  throw new InvalidInputError('The cursor is not one that a list gave.', {
    issues: [{ path: 'cursor', message: 'the cursor is not one that a list gave' }],
  });
}
