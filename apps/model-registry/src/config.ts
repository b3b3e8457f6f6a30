import { runTokenKey, secret, serviceFields } from '@slipway/service';
import { z } from 'zod';

/** Settings of a model registry that runs alone. */
export const ModelRegistryConfig = z.object({
  ...serviceFields,
  port: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(7790)
    .describe('port to listen on; 0 takes a free one'),
  gitDir: z
    .string()
    .min(1)
    .describe('bare repository: the environment repository itself, or the mirror of the remote one'),
  environmentUrl: z
    .string()
    .min(1)
    .optional()
    .describe('address of a remote environment repository; without it the bare repository is it'),
  environmentUser: z.string().min(1).default('slipway').describe('user name for the remote'),
  environmentToken: z.string().min(1).optional().meta(secret).describe('token that may read the remote'),
  branch: z.string().min(1).default('main').describe('branch that is followed'),
  runTokenKey: runTokenKey.optional(),
  keysDir: z.string().min(1).describe('directory for the keys that the registry makes for itself'),
  artifactRoot: z
    .string()
    .min(1)
    .default('mlflow-artifacts:/')
    .describe('where artifacts of new experiments lie; mlflow-artifacts:/ is the server itself'),
  artifactsDestination: z.string().min(1).describe('directory or URI of the store behind mlflow-artifacts:/'),
  artifactMaxBytes: z.coerce
    .number()
    .int()
    .min(1)
    .default(107_374_182_400)
    .describe('bytes of one artifact, at most'),
  openTeam: z
    .string()
    .min(1)
    .optional()
    .describe('team of calls without a token from this machine itself; without it they are refused'),
});
export type ModelRegistryConfig = z.output<typeof ModelRegistryConfig>;
