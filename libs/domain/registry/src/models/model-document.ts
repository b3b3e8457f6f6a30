import { SlipwayError } from '@slipway/kernel';
import { z } from 'zod';
import { checkNewAlias, checkModelName, checkRegistryTag } from '../validation/registry-names.ts';
import { modelStages } from './registered-model.ts';

/** A check of MLflow's API, said of a value in a file. */
function mlflowCheck<T>(check: (value: T) => void): z.core.CheckFn<T> {
  return ({ value, issues }) => {
    try {
      check(value);
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error;
      const problem = error.message;
      issues.push({ code: 'custom', input: value, message: problem, params: { problem } });
    }
  };
}

const latest = Date.UTC(9999, 11, 31);

/** ISO 8601 with a time zone; becomes milliseconds since the epoch. */
const Time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/, {
    error: 'a time such as 2026-11-24T12:00:00.000Z',
    abort: true,
  })
  .transform((text) => Date.parse(text))
  .refine((at) => at >= 0 && at <= latest, { error: 'a time between 1970 and 9999' });

const VersionNumber = z
  .int()
  .min(1)
  .max(2 ** 31 - 2);

const Tags = z.record(z.string(), z.string()).check(
  mlflowCheck((tags) => {
    for (const [key, value] of Object.entries(tags)) checkRegistryTag({ key, value });
  }),
);

/** `champion: 3`, or with since when and by whom. */
const Alias = z.union([
  VersionNumber,
  z.strictObject({
    version: VersionNumber,
    since: Time.optional().describe('Since when; left out: since the commit that says so.'),
    by: z.string().min(1).max(500).optional().describe('Who set it; left out: the author of the commit.'),
  }),
]);

const Version = z.strictObject({
  version: VersionNumber.describe('Its number.'),
  createdAt: Time.optional().describe('When it was made.'),
  updatedAt: Time.optional().describe('When it was changed last; left out: never.'),
  stage: z.enum(modelStages).default('None').describe('Its stage, for clients of old.'),
  description: z.string().nullable().optional().describe('What it is.'),
  source: z.string().min(1).describe("URI of the model's files."),
  storageLocation: z.string().min(1).optional().describe('Where the files lie when source stands for it.'),
  runId: z.string().min(1).optional().describe('The run that made it.'),
  runLink: z.string().min(1).optional().describe('A link to that run.'),
  modelId: z.string().min(1).optional().describe('The logged model it was made from.'),
  createdBy: z.string().min(1).optional().describe('Who made it.'),
  tags: Tags.default({}).describe('Its tags.'),
});
export type VersionDocument = z.output<typeof Version>;

const Metadata = z.strictObject({
  name: z
    .string()
    .check(
      mlflowCheck((name) => {
        checkModelName(name);
      }),
    )
    .describe('Name of the model.'),
  team: z.string().optional().describe('Team of the model; left out: that of the folder.'),
});

const Versions = z.array(Version).default([]).describe('Its versions, by their numbers.');

/** The main file of a registered model. */
export const RegisteredModelDocument = z.strictObject({
  apiVersion: z.literal('slipway.dev/v1').describe('Version of the schema.'),
  kind: z.literal('RegisteredModel').describe('A model with versions, aliases and tags.'),
  metadata: Metadata.describe('What it is called.'),
  spec: z
    .strictObject({
      description: z.string().optional().describe('What it is for.'),
      createdAt: Time.optional().describe('When it was made.'),
      updatedAt: Time.optional().describe('When it was changed last; left out: never.'),
      tags: Tags.default({}).describe('Its tags.'),
      aliases: z
        .record(
          z.string().check(
            mlflowCheck((alias) => {
              checkNewAlias(alias);
            }),
          ),
          Alias,
        )
        .default({})
        .describe('What its aliases point to: { champion: 3 }.'),
      nextVersion: VersionNumber.optional().describe(
        'The number of the next version; left out: the highest + 1.',
      ),
      versions: Versions,
    })
    .describe('Its versions, and what points to them.'),
});
export type RegisteredModelDocument = z.output<typeof RegisteredModelDocument>;

/** A file with more versions of a registered model. */
export const RegisteredModelVersionsDocument = z.strictObject({
  apiVersion: z.literal('slipway.dev/v1').describe('Version of the schema.'),
  kind: z.literal('RegisteredModelVersions').describe('More versions of a model.'),
  metadata: Metadata.describe('The model that they are of.'),
  spec: z.strictObject({ versions: Versions }).describe('The versions.'),
});
export type RegisteredModelVersionsDocument = z.output<typeof RegisteredModelVersionsDocument>;
