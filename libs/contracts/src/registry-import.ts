import { endpoint } from './endpoint.ts';
import { Name, none } from './field-schemas.ts';
import { z } from './zod.ts';

/** Steps, and times in milliseconds since the epoch. MLflow's go on to 2^63; JSON's numbers are others from 2^53 on. */
const int64 = z.int(
  'not a whole number between -(2^53 - 1) and 2^53 - 1: the registry would not give it back as it was',
);
const id = z.string().min(1).max(256);
const KeyValue = z.object({ key: z.string(), value: z.string() });
const keyValues = z.array(KeyValue).max(10_000);
const lifecycleStage = z.enum(['active', 'deleted']);
/** What JSON has no number for is text. An enum of these names has a type that its declaration file can't say. */
const metricValue = z.union([z.number(), z.literal(['NaN', 'Infinity', '-Infinity'])]);
const modelUses = z.array(z.object({ modelId: id, step: int64 })).max(10_000);

const ImportedExperiment = z.object({
  kind: z.literal('experiment'),
  name: z.string().min(1),
  creationTime: int64,
  tags: keyValues,
  /** Where artifacts of its runs lie; left out: where the registry keeps those of new experiments. */
  artifactLocation: z.string().optional(),
});

/** After its runs: they can't be made in a deleted experiment. */
const ImportedExperimentEnd = z.object({
  kind: z.literal('experiment-end'),
  id,
  lastUpdateTime: int64,
  lifecycleStage,
});

const ImportedRun = z.object({
  kind: z.literal('run'),
  id,
  experimentId: id,
  name: z.string(),
  userId: z.string(),
  startTime: int64,
  status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
  endTime: int64.optional(),
  params: keyValues,
  tags: keyValues,
  datasets: z
    .array(
      z.object({
        tags: keyValues,
        name: z.string(),
        digest: z.string(),
        sourceType: z.string(),
        source: z.string(),
        schema: z.string().optional(),
        profile: z.string().optional(),
      }),
    )
    .max(10_000),
  modelInputs: modelUses,
  modelOutputs: modelUses,
  artifactUri: z.string().optional(),
});

const ImportedMetrics = z.object({
  kind: z.literal('metrics'),
  runId: id,
  points: z
    .array(z.object({ key: z.string(), value: metricValue, timestamp: int64, step: int64 }))
    .max(10_000),
});

/** After its metrics. */
const ImportedRunEnd = z.object({
  kind: z.literal('run-end'),
  id,
  lifecycleStage,
  /** Where it was imported from. */
  source: z.string().max(2000),
});

const ImportedLoggedModel = z.object({
  kind: z.literal('logged-model'),
  id,
  experimentId: id,
  name: z.string(),
  createdAt: int64,
  updatedAt: int64,
  status: z.enum(['UNSPECIFIED', 'PENDING', 'READY', 'FAILED']),
  modelType: z.string(),
  sourceRunId: z.string(),
  tags: keyValues,
  params: keyValues,
  metrics: z
    .array(
      z.object({
        runId: id,
        key: z.string(),
        value: metricValue,
        timestamp: int64,
        step: int64,
        dataset: z.object({ name: z.string(), digest: z.string() }).optional(),
      }),
    )
    .max(10_000),
  artifactUri: z.string().optional(),
});

const ImportedModel = z.object({
  kind: z.literal('model'),
  name: z.string().min(1),
  source: z.string().max(2000),
  createdAt: int64,
  updatedAt: int64,
  description: z.string().optional(),
  tags: keyValues,
  aliases: z.array(z.object({ alias: z.string().min(1), version: z.int().min(1) })).max(10_000),
  versions: z
    .array(
      z.object({
        version: z.int().min(1),
        createdAt: int64,
        updatedAt: int64,
        userId: z.string().optional(),
        stage: z.enum(['None', 'Staging', 'Production', 'Archived']),
        description: z.string().optional(),
        source: z.string(),
        storageLocation: z.string().optional(),
        runId: z.string().optional(),
        runLink: z.string().optional(),
        modelId: z.string().optional(),
        tags: keyValues,
      }),
    )
    .max(20_000),
});

/** One thing of another registry, with the ids and times that it has there. */
export const ImportRecord = z
  .discriminatedUnion('kind', [
    ImportedExperiment,
    ImportedExperimentEnd,
    ImportedRun,
    ImportedMetrics,
    ImportedRunEnd,
    ImportedLoggedModel,
    ImportedModel,
  ])
  .openapi('ImportRecord');
export type ImportRecord = z.infer<typeof ImportRecord>;

export const importEndpoints = {
  importRecord: endpoint({
    id: 'importRecord',
    method: 'post',
    path: '/v1/teams/{team}/import',
    summary: 'Take over one thing of another registry as it is there. Repeating it changes nothing.',
    access: 'team-administer',
    params: z.object({ team: Name }),
    query: none,
    body: ImportRecord,
    status: 200,
    response: z.object({
      /** Of an experiment here. */
      id: z.string().optional(),
      /** Where artifacts of the run or logged model lie. */
      artifactUri: z.string().optional(),
      /** Of a run: it was imported to its end before, and looked the same then. */
      done: z.boolean().optional(),
    }),
  }),
};
