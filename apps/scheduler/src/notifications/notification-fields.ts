import { secret } from '@slipway/service';
import { z } from 'zod';

const text = z.string().min(1);

/** Settings of notifications, also within a platform. Who is told of what stands in slipway.yaml. */
export const notificationFields = {
  notificationSecretsFile: text
    .optional()
    .describe(
      'JSON file with the secrets of notifications by name, for its owner and group alone; it may change while the service runs',
    ),
  notificationPrivateReceivers: z
    .stringbool()
    .default(false)
    .describe('whether notifications may go to private networks and this machine, and by http'),
  smtpUrl: text
    .optional()
    .meta(secret)
    .describe(
      'server for e-mail: smtps://USER:PASSWORD@HOST, or smtp:// with STARTTLS; without it none is sent',
    ),
  smtpFrom: text.optional().describe('address that e-mail comes from, such as slipway@example.org'),
  publicUrl: z
    .url()
    .optional()
    .describe('address of Slipway for people, for links from notifications to the logs of runs'),
};
