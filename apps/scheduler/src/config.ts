import { runTokenKey, secret, serviceFields } from '@slipway/service';
import { z } from 'zod';
import { notificationFields } from './notifications/notification-fields.ts';

/** Settings of a scheduler that runs alone. */
export const SchedulerConfig = z.object({
  ...serviceFields,
  port: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(7788)
    .describe('port to listen on; 0 takes a free one'),
  registryUrl: z.url().optional().describe('URL of the model registry that attempts are tracked by'),
  runTokenKey: runTokenKey.optional(),
  artifactRoot: z
    .string()
    .min(1)
    .default('mlflow-artifacts:/')
    .describe('where artifacts of new experiments lie, as the model registry has it'),
  openTeam: z
    .string()
    .min(1)
    .optional()
    .describe('team whose artifacts lie at the top of that, as the model registry has it'),
  gitDir: z
    .string()
    .min(1)
    .optional()
    .describe(
      'bare repository: the environment repository itself, or a mirror of the remote one; without it nothing that others commit is taken over',
    ),
  environmentUrl: z.string().min(1).optional().describe('address of a remote environment repository'),
  environmentUser: z.string().min(1).default('slipway').describe('user name for the remote'),
  environmentToken: z.string().min(1).optional().meta(secret).describe('token that may read the remote'),
  branch: z.string().min(1).default('main').describe('branch that is followed'),
  artifactsDir: z.string().min(1).describe('directory for the output artifacts of runs'),
  ...notificationFields,
});
export type SchedulerConfig = z.output<typeof SchedulerConfig>;
