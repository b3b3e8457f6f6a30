import { Name, PageQuery, Timestamp, none } from './field-schemas.ts';
import { endpoint } from './endpoint.ts';
import { z } from './zod.ts';

/** MLflow takes any name without a slash or a colon. */
const ModelName = z.string().min(1).max(256);
const AliasName = z.string().min(1).max(255);
const VersionNumber = z.int().min(1).max(2_147_483_647);
const Stage = z.enum(['None', 'Staging', 'Production', 'Archived']);

/** Who moved something, and where it is written down. */
const origin = {
  by: z.string(),
  reason: z.string().optional(),
  /** Change that asked for it; absent for what was edited in git itself. */
  change: z.string().optional(),
  /** Absent as long as the change is not in git. */
  commit: z.string().optional(),
};

export const ModelAlias = z
  .object({ alias: AliasName, version: VersionNumber, since: Timestamp, ...origin })
  .openapi('ModelAlias');
export type ModelAlias = z.infer<typeof ModelAlias>;

/** An alias that was set or (without `version`) deleted, or a version that went to a stage. */
export const ModelEvent = z
  .object({
    at: Timestamp,
    alias: AliasName.optional(),
    version: VersionNumber.optional(),
    stage: Stage.optional(),
    ...origin,
  })
  .openapi('ModelEvent');
export type ModelEvent = z.infer<typeof ModelEvent>;

export const ModelSummary = z
  .object({
    name: ModelName,
    team: z.string(),
    description: z.string(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
    aliases: z.array(z.object({ alias: AliasName, version: VersionNumber })),
    /** Highest number given so far; 0 before the first version. */
    lastVersion: z.int(),
  })
  .openapi('ModelSummary');
export type ModelSummary = z.infer<typeof ModelSummary>;

/** A file or a change of the model that git and the registry do not agree about. */
export const ModelProblem = z
  .object({
    at: Timestamp,
    path: z.string().optional(),
    commit: z.string().optional(),
    change: z.string().optional(),
    message: z.string(),
  })
  .openapi('ModelProblem');
export type ModelProblem = z.infer<typeof ModelProblem>;

export const Model = ModelSummary.extend({
  tags: z.record(z.string(), z.string()),
  aliases: z.array(ModelAlias.extend({ protected: z.boolean() })),
  /** Its main file in the environment repository. */
  path: z.string(),
  problems: z.array(ModelProblem),
}).openapi('Model');
export type Model = z.infer<typeof Model>;

export const Lineage = z
  .object({
    model: ModelName,
    version: VersionNumber,
    createdAt: Timestamp,
    stage: Stage,
    source: z.string(),
    modelId: z.string().optional(),
    run: z
      .object({
        id: z.string(),
        name: z.string(),
        status: z.string(),
        startedAt: Timestamp.optional(),
        endedAt: Timestamp.optional(),
        params: z.record(z.string(), z.string()),
        /** Latest value of each metric; what is no number is text. */
        metrics: z.record(z.string(), z.union([z.number(), z.string()])),
        datasets: z.array(z.object({ name: z.string(), digest: z.string(), context: z.string().optional() })),
      })
      .optional(),
    code: z.object({ commit: z.string(), repository: z.string().optional() }).optional(),
    image: z.string().optional(),
    job: z.object({ name: z.string(), run: z.string().optional() }).optional(),
  })
  .openapi('Lineage');
export type Lineage = z.infer<typeof Lineage>;

export const Promotion = z
  .union([
    z.strictObject({
      model: ModelName,
      alias: AliasName,
      version: VersionNumber,
      /** What the alias must point to now; null: nothing. Otherwise nothing is done. */
      expectedVersion: VersionNumber.nullable().optional(),
    }),
    z.strictObject({
      model: ModelName,
      version: VersionNumber,
      stage: Stage,
      /** Whether the versions that are in this stage now are archived. */
      archiveExisting: z.boolean().default(false),
    }),
  ])
  .openapi('Promotion');
export type Promotion = z.infer<typeof Promotion>;

export const Promoted = z
  .object({
    model: ModelName,
    version: VersionNumber,
    alias: AliasName.optional(),
    stage: Stage.optional(),
    /** What the alias pointed to, or the stage the version was in. */
    from: z.union([VersionNumber, Stage]).optional(),
  })
  .openapi('Promoted');
export type Promoted = z.infer<typeof Promoted>;

const ModelParams = z.object({ team: Name, name: ModelName });

export const modelEndpoints = {
  listModels: endpoint({
    id: 'listModels',
    method: 'get',
    path: '/v1/teams/{team}/models',
    summary: 'Registered models of a team, by name.',
    access: 'team-read',
    params: z.object({ team: Name }),
    query: PageQuery.extend({ cursor: z.string().max(2000).optional() }),
    status: 200,
    response: z.object({ items: z.array(ModelSummary), cursor: z.string().optional() }),
  }),
  getModel: endpoint({
    id: 'getModel',
    method: 'get',
    path: '/v1/teams/{team}/models/{name}',
    summary:
      'One registered model: where its aliases point, since when and by whom, and what is wrong with it.',
    access: 'team-read',
    params: ModelParams,
    query: none,
    status: 200,
    response: Model,
  }),
  modelHistory: endpoint({
    id: 'modelHistory',
    method: 'get',
    path: '/v1/teams/{team}/models/{name}/history',
    summary:
      'Moves of aliases and stages, newest first; with at, where each alias pointed to at that time, in aliases.',
    access: 'team-read',
    params: ModelParams,
    query: PageQuery.extend({ at: z.iso.datetime({ offset: true }).optional() }),
    status: 200,
    response: z.object({
      aliases: z.array(ModelAlias).optional(),
      items: z.array(ModelEvent).optional(),
      cursor: z.string().optional(),
    }),
  }),
  lineage: endpoint({
    id: 'lineage',
    method: 'get',
    path: '/v1/teams/{team}/models/{name}/versions/{version}/lineage',
    summary: 'Where a version comes from: its run with parameters, metrics and data, code, image and Job.',
    access: 'team-read',
    params: ModelParams.extend({ version: z.coerce.number().int().min(1).max(2_147_483_647) }),
    query: none,
    status: 200,
    response: Lineage,
  }),
  promote: endpoint({
    id: 'promote',
    method: 'post',
    path: '/v1/teams/{team}/promotions',
    summary:
      'Moves aliases and stages of several models in one commit: all or nothing. Protected aliases take a maintainer, or are proposed.',
    access: 'team-write',
    params: z.object({ team: Name }),
    query: none,
    body: z.object({
      promotions: z.array(Promotion).min(1).max(100),
      reason: z.string().max(500).optional(),
      /** Check and say what would move; move nothing. */
      dryRun: z.boolean().default(false),
      /** Ask for it as a pull request, as those have to who are no maintainers where an alias is protected. */
      propose: z.boolean().default(false),
    }),
    status: 202,
    /** Both ids are absent on a dry run, and when everything is as asked already. */
    response: z.object({
      change: z.string().optional(),
      proposal: z.string().optional(),
      promotions: z.array(Promoted),
    }),
  }),
  rebuildRegistry: endpoint({
    id: 'rebuildRegistry',
    method: 'post',
    path: '/v1/registry/rebuild',
    summary:
      'Makes the registered models of all teams anew from the environment repository, in one transaction.',
    access: 'admin',
    params: none,
    query: none,
    body: z.object({}),
    status: 200,
    response: z.object({ commit: z.string().optional(), models: z.int(), events: z.int() }),
  }),
};
