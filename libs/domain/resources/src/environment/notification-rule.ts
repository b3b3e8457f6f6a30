import { z } from 'zod';
import { distinct, problemCheck, textLike } from '../fields/check.ts';
import { duration } from '../fields/duration.ts';
import { Name, TeamName } from '../fields/names.ts';

/** What people can be told of. */
export const notificationEvents = [
  'run-succeeded',
  'run-failed',
  'run-cancelled',
  'deployment-healthy',
  'deployment-failed',
  'proposal-opened',
  'proposal-merged',
  'proposal-closed',
  'study-ended',
] as const;
export type NotificationEvent = (typeof notificationEvents)[number];

/** What a template may name in {{ }}. */
export const placeholders = ['event', 'teams', 'name', 'reason', 'time', 'link', 'count'] as const;
export type Placeholder = (typeof placeholders)[number];

/** A placeholder, its name in the first group. */
export const placeholderPattern = /\{\{\s*([^{}]*?)\s*\}\}/g;

const SecretName = textLike(
  63,
  'the name of a secret: lower-case letters, digits and -, as in the file of the secrets',
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
);

function urlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:\/\/[^/?#\\]/.test(text)) return 'expected a URL such as https://ci.example.org/hook';
  return url.username !== '' || url.password !== ''
    ? 'credentials do not belong into a URL: git keeps them for ever'
    : undefined;
}

function templateProblem(template: string): string | undefined {
  const known: readonly string[] = placeholders;
  for (const [written, name = ''] of template.matchAll(placeholderPattern))
    if (!known.includes(name)) return `${written} is not filled in: there are ${placeholders.join(', ')}`;
  return undefined;
}

const template = (longest: number): z.ZodString =>
  z.string().min(1).max(longest, { abort: true }).check(problemCheck(templateProblem));

const Receiver = z.union(
  [
    z.strictObject({
      slack: z
        .strictObject({
          secret: SecretName.describe('Name of the secret that is the URL of the incoming webhook.'),
        })
        .describe('A channel of Slack.'),
    }),
    z.strictObject({
      webhook: z
        .strictObject({
          url: z
            .string()
            .max(500, { abort: true })
            .check(problemCheck(urlProblem))
            .describe('Where JSON is posted to. It is public: what must not be known belongs to the secret.'),
          secret: SecretName.optional().describe(
            'Name of the secret that signs, whsec_… as Standard Webhooks has it; not signed when left out.',
          ),
        })
        .describe('A server that takes JSON.'),
    }),
    z.strictObject({
      email: z
        .strictObject({
          addresses: z
            .array(
              textLike(254, 'an address such as team@example.org', /^[^\s@<>()[\]\\,;:"]+@[A-Za-z0-9.-]+$/),
            )
            .min(1)
            .max(50)
            .check(distinct((address) => address.toLowerCase()))
            .describe('Who gets it.'),
        })
        .describe('People, by e-mail.'),
    }),
  ],
  { error: 'expected exactly one of slack, webhook and email' },
);

/** Who is told of what, and how. */
export const NotificationRule = z.strictObject({
  name: Name.describe('Name of the rule.'),
  events: z
    .array(z.enum(notificationEvents))
    .min(1)
    .max(notificationEvents.length)
    .check(distinct((event) => event))
    .describe('What is told.'),
  teams: z
    .array(TeamName)
    .min(1)
    .max(500)
    .check(distinct((team) => team))
    .optional()
    .describe('Only of these teams; of all, and of what belongs to no team, when left out.'),
  to: Receiver.describe('Who is told.'),
  digest: duration(60_000, 86_400_000)
    .optional()
    .describe('Collect for so long, from the first on, and tell it in one message.'),
  template: z
    .strictObject({
      title: template(200).optional().describe('Title, or subject of an e-mail.'),
      text: template(2_000)
        .optional()
        .describe('Text below it; of a digest, one line for each of what it tells.'),
    })
    .optional()
    .describe(
      `Own words instead of the usual ones, with ${placeholders.map((name) => `{{${name}}}`).join(', ')}.`,
    ),
});
export type NotificationRule = z.output<typeof NotificationRule>;
