import { InvalidInputError } from '@slipway/kernel';
import { z } from 'zod';

/** What an import reads of MLflow's answers. Empty lists and fields are left out there. */

const KeyValue = z.object({ key: z.string().default(''), value: z.string().default('') });
const keyValues = z.array(KeyValue).default([]);
/** MLflow's int64: beyond 2^53 the nearest double, which is seen by its size and refused by the registry. */
const int64 = z.coerce.number().refine(Number.isInteger, 'a whole number');
const next = { next_page_token: z.string().optional() };
const metricValue = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]).default(0);
const stage = z.enum(['active', 'deleted']).default('active');

export const Experiment = z.object({
  experiment_id: z.string(),
  name: z.string(),
  lifecycle_stage: stage,
  artifact_location: z.string().default(''),
  creation_time: int64.default(0),
  last_update_time: int64.default(0),
  tags: keyValues,
});
export type Experiment = z.output<typeof Experiment>;
export const ExperimentPage = z.object({ experiments: z.array(Experiment).default([]), ...next });

export const Metric = z.object({
  key: z.string(),
  value: metricValue,
  timestamp: int64.default(0),
  step: int64.default(0),
});
export type Metric = z.output<typeof Metric>;
export const MetricPage = z.object({ metrics: z.array(Metric).default([]), ...next });

export const Run = z.object({
  info: z.object({
    run_id: z.string(),
    experiment_id: z.string(),
    run_name: z.string().default(''),
    user_id: z.string().default(''),
    status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']).default('RUNNING'),
    start_time: int64.default(0),
    end_time: int64.optional(),
    artifact_uri: z.string().default(''),
    lifecycle_stage: stage,
  }),
  data: z.object({ metrics: z.array(Metric).default([]), params: keyValues, tags: keyValues }).prefault({}),
  inputs: z
    .object({
      dataset_inputs: z
        .array(
          z.object({
            tags: keyValues,
            dataset: z.object({
              name: z.string().default(''),
              digest: z.string().default(''),
              source_type: z.string().default(''),
              source: z.string().default(''),
              schema: z.string().optional(),
              profile: z.string().optional(),
            }),
          }),
        )
        .default([]),
      model_inputs: z.array(z.object({ model_id: z.string() })).default([]),
    })
    .prefault({}),
  outputs: z
    .object({
      model_outputs: z.array(z.object({ model_id: z.string(), step: int64.default(0) })).default([]),
    })
    .prefault({}),
});
export type Run = z.output<typeof Run>;
export const RunPage = z.object({ runs: z.array(Run).default([]), ...next });
export const OneRun = z.object({ run: Run });

export const LoggedModel = z.object({
  info: z.object({
    model_id: z.string(),
    experiment_id: z.string(),
    name: z.string().default(''),
    creation_timestamp_ms: int64.default(0),
    last_updated_timestamp_ms: int64.default(0),
    artifact_uri: z.string().default(''),
    status: z.string().default('LOGGED_MODEL_UNSPECIFIED'),
    model_type: z.string().default(''),
    source_run_id: z.string().default(''),
    tags: keyValues,
  }),
  data: z
    .object({
      params: keyValues,
      metrics: z
        .array(
          Metric.extend({
            run_id: z.string().optional(),
            dataset_name: z.string().optional(),
            dataset_digest: z.string().optional(),
          }),
        )
        .default([]),
    })
    .prefault({}),
});
export type LoggedModel = z.output<typeof LoggedModel>;
export const LoggedModelPage = z.object({ models: z.array(LoggedModel).default([]), ...next });

export const FilePage = z.object({
  files: z
    .array(z.object({ path: z.string(), is_dir: z.boolean().default(false), file_size: int64.optional() }))
    .default([]),
  ...next,
});

export const RegisteredModel = z.object({
  name: z.string(),
  creation_timestamp: int64.default(0),
  last_updated_timestamp: int64.default(0),
  description: z.string().optional(),
  tags: keyValues,
  aliases: z.array(z.object({ alias: z.string(), version: z.coerce.number().int() })).default([]),
});
export type RegisteredModel = z.output<typeof RegisteredModel>;
export const RegisteredModelPage = z.object({
  registered_models: z.array(RegisteredModel).default([]),
  ...next,
});

export const ModelVersion = z.object({
  name: z.string(),
  version: z.coerce.number().int(),
  creation_timestamp: int64.default(0),
  last_updated_timestamp: int64.default(0),
  user_id: z.string().optional(),
  current_stage: z.enum(['None', 'Staging', 'Production', 'Archived']).default('None'),
  description: z.string().optional(),
  source: z.string().default(''),
  run_id: z.string().optional(),
  run_link: z.string().optional(),
  model_id: z.string().optional(),
  tags: keyValues,
});
export type ModelVersion = z.output<typeof ModelVersion>;
export const ModelVersionPage = z.object({ model_versions: z.array(ModelVersion).default([]), ...next });

export const OneRegisteredModel = z.object({ registered_model: RegisteredModel });
export const OneLoggedModel = z.object({ model: LoggedModel });
export const Place = z.object({ artifact_uri: z.string() });

/** An answer of the server as its schema says; one that is missing is empty. @throws InvalidInputError */
export function readAnswer<S extends z.ZodType>(schema: S, answer: unknown): z.output<S> {
  const read = schema.safeParse(answer ?? {});
  if (read.success) return read.data;
  const problems = read.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new InvalidInputError(`the server's answer is not one of MLflow's: ${problems.join('; ')}`);
}
