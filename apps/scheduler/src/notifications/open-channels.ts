import { openMailer } from '@slipway/email';
import { InvalidInputError, systemClock } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import { readConfig } from '@slipway/service';
import { z } from 'zod';
import type { NotificationChannels } from './notification-deps.ts';
import { notificationFields } from './notification-fields.ts';
import { watchNotificationSecrets } from './notification-secrets.ts';

const Settings = z.object(notificationFields);
export type NotificationSettings = z.output<typeof Settings>;

/** Bound of one attempt, in milliseconds. */
const timeout = 10_000;

/** @throws InvalidInputError for settings that do not fit together, or a file of secrets that can't be taken */
export function openChannels(settings: NotificationSettings, logger: Logger): NotificationChannels {
  const { notificationSecretsFile: file, notificationPrivateReceivers: isOpen } = settings;
  const { smtpUrl: url, smtpFrom: from, publicUrl } = settings;
  if ((url === undefined) !== (from === undefined))
    throw new InvalidInputError('e-mail needs SLIPWAY_SMTP_URL and SLIPWAY_SMTP_FROM: set both or none');
  const none: ReadonlyMap<string, string> = new Map();
  return {
    secrets: file === undefined ? () => none : watchNotificationSecrets(file, systemClock, logger),
    http: {
      ...{ timeout, allowPrivateAddresses: isOpen },
      allowedSchemes: isOpen ? ['https', 'http'] : ['https'],
    },
    mailer: url === undefined || from === undefined ? undefined : openMailer({ url, from, timeout }),
    publicUrl,
  };
}

/**
 * The same from the variables of a process that runs the scheduler among others.
 * @throws InvalidInputError naming the variable
 */
export function openChannelsIn(
  env: Readonly<Record<string, string | undefined>>,
  secretsFile: string,
  logger: Logger,
): NotificationChannels {
  const given = Object.entries(env).filter(([, value]) => value !== '');
  const read = readConfig(Settings, {
    program: 'scheduler',
    env: { SLIPWAY_NOTIFICATION_SECRETS_FILE: secretsFile, ...Object.fromEntries(given) },
    argv: [],
  });
  if (read.kind === 'text') throw new InvalidInputError(read.text);
  return openChannels(read.config, logger);
}
