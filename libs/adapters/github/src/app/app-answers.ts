import { z } from 'zod';

// The fields that are needed of GitHub's answers about Apps.

const Granted = z
  .record(z.string(), z.string())
  .transform((granted) =>
    Object.fromEntries(
      Object.entries(granted).flatMap(([name, right]) =>
        right === 'read' || right === 'write' ? [[name, right] as const] : [],
      ),
    ),
  );

export const AppAnswer = z.object({
  id: z.int(),
  slug: z.string().optional(),
  name: z.string(),
  owner: z.object({ login: z.string().optional(), type: z.string().optional() }),
  html_url: z.url(),
  permissions: Granted,
  events: z.array(z.string()),
});
export type AppAnswer = z.output<typeof AppAnswer>;

export const MadeAppAnswer = AppAnswer.extend({
  pem: z.string().min(1),
  webhook_secret: z.string().nullable(),
});

export const AppInstallationAnswer = z.object({
  id: z.int(),
  html_url: z.url(),
  permissions: Granted,
  events: z.array(z.string()),
  repository_selection: z.string(),
  suspended_at: z.string().nullable(),
});
export type AppInstallationAnswer = z.output<typeof AppInstallationAnswer>;

export const HookConfigAnswer = z.object({
  url: z.string().optional(),
  content_type: z.string().optional(),
  secret: z.string().nullish(),
  insecure_ssl: z.union([z.string(), z.number()]).optional(),
});
export type HookConfigAnswer = z.output<typeof HookConfigAnswer>;

/** Newest first. */
export const HookDeliveryAnswers = z.array(
  z.object({
    event: z.string(),
    delivered_at: z.iso.datetime({ offset: true }),
    status: z.string(),
    status_code: z.int(),
  }),
);
export type HookDeliveryAnswer = z.output<typeof HookDeliveryAnswers>[number];

export const BranchRuleAnswers = z.array(
  z.object({
    type: z.string(),
    parameters: z
      .object({
        required_status_checks: z
          .array(z.object({ context: z.string(), integration_id: z.int().nullish() }))
          .optional(),
      })
      .optional(),
  }),
);
export type BranchRuleAnswer = z.output<typeof BranchRuleAnswers>[number];
