import { InvalidInputError } from '@slipway/kernel';
import type { SendSettings } from '@slipway/webhook-delivery';
import { z } from 'zod';
import { webhookKeyIn } from './webhook-key.ts';

/** How webhooks may be called. */
export interface WebhookSettings extends SendSettings {
  /** After the first attempt of a delivery. */
  readonly maxRetries: number;
  /** 32 bytes that the secrets of webhooks are encrypted by. Servers of one database need the same. */
  readonly secretKey: Uint8Array;
}

const Schemes = z
  .string()
  .transform((text) => text.split(',').map((scheme) => scheme.trim().toLowerCase()))
  .pipe(z.array(z.enum(['http', 'https'])).min(1));

const Key = z
  .string()
  .transform((text) => Buffer.from(text, 'base64url'))
  .refine((bytes) => bytes.byteLength === 32, 'expected 32 bytes in URL-safe base 64, as Fernet keys are');

/** MLflow's variables. Its default of 3 retries gives up after some seconds; ours goes on for two hours. */
const WebhookVariables = z.object({
  MLFLOW_WEBHOOK_ALLOWED_SCHEMES: Schemes.default(['https']),
  MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: z.stringbool().default(false),
  MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES: z.coerce.number().int().min(0).max(50).default(20),
  MLFLOW_WEBHOOK_REQUEST_TIMEOUT: z.coerce.number().min(1).max(300).default(30),
  MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY: Key.optional(),
});

/**
 * Reads the settings from MLflow's own variables. Without a key among them, one lies in `directory` and is made there the
 * first time.
 * @throws InvalidInputError with one issue for each variable
 */
export async function readWebhookSettings(
  env: Readonly<Record<string, string | undefined>>,
  directory: string,
): Promise<WebhookSettings> {
  const given = Object.keys(WebhookVariables.shape).filter((name) => (env[name] ?? '') !== '');
  const parsed = WebhookVariables.safeParse(Object.fromEntries(given.map((name) => [name, env[name]])));
  if (!parsed.success) {
    throw new InvalidInputError('the settings of webhooks are not right', {
      issues: parsed.error.issues.map(({ path, message }) => ({ path: String(path[0]), message })),
    });
  }
  const variables = parsed.data;
  return {
    allowedSchemes: variables.MLFLOW_WEBHOOK_ALLOWED_SCHEMES,
    allowPrivateAddresses: variables.MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS,
    maxRetries: variables.MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES,
    timeout: 1_000 * variables.MLFLOW_WEBHOOK_REQUEST_TIMEOUT,
    secretKey: variables.MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY ?? (await webhookKeyIn(directory)),
  };
}
