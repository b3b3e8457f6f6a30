import { z } from 'zod';
import { distinct, textLike } from '../fields/check.ts';
import { Image } from '../fields/image.ts';
import { Name, TeamName } from '../fields/names.ts';
import { Description, line } from '../fields/text.ts';
import { NotificationRule } from './notification-rule.ts';

const ProtectedAlias = z.strictObject({
  alias: textLike(255, 'an alias: letters, digits, _ and -', /^[\w-]+$/).describe(
    'The alias, as it is written: case counts.',
  ),
  teams: z
    .array(TeamName)
    .min(1)
    .max(500)
    .check(distinct((name) => name))
    .optional()
    .describe('Teams it is protected for; all when left out.'),
  models: z
    .array(line(256).min(1))
    .min(1)
    .max(500)
    .check(distinct((pattern) => pattern))
    .optional()
    .describe('Models it is protected on, where * stands for any characters; all when left out.'),
});

const Pattern = textLike(
  500,
  'a pattern of paths as in CODEOWNERS, without ! and [ ]: /clusters/, *.py, /teams/vision/',
  /^[^!#[\]\\\s][^[\]\\]*$/,
).describe(
  'Paths, as in CODEOWNERS: /clusters/ is a folder, /policies/*.yaml are its files, *.py is anywhere.',
);

/** As a line of CODEOWNERS: the last rule that matches a path decides who owns it. */
const OwnerRule = z.strictObject({
  pattern: Pattern,
  owners: z
    .array(textLike(100, 'a user or @organisation/team', /^(\w[\w.+@-]*|@[\w.-]+\/[\w.-]+)$/))
    .max(50)
    .check(distinct((owner) => owner))
    .describe(
      'Users, or teams as @organisation/team, of whom one approves a change; nobody has to when empty.',
    ),
});

/** The last rule that holds for a path decides how changes of it that services are asked for get there. */
const ChangeRule = z.strictObject({
  pattern: Pattern,
  by: z
    .enum(['commit', 'pull-request'])
    .describe('Whether what is asked of a service is committed at once, or proposed by a pull request.'),
  autoMerge: z
    .boolean()
    .default(false)
    .describe('Whether such a pull request is merged by itself once its checks have succeeded.'),
  hourlyCostAbove: z
    .number()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe(
      'The rule holds only for programs that cost more US dollars an hour while they run, on the dearest cluster that they may go to.',
    ),
});

/** How images are built: by a BuildKit daemon that the platform runs, so that a build needs no rights of its own. */
export const Builds = z.strictObject({
  image: Image.default('docker.io/moby/buildkit:v0.34.2').describe(
    'Image with buildctl, which asks the BuildKit daemon for what it builds.',
  ),
  address: textLike(
    300,
    'an address such as tcp://buildkitd.buildkit:1234',
    /^(tcp|unix|kube-pod|docker-container):\/\/[\w.:/?=&-]+$/,
  )
    .optional()
    .describe(
      'Where the BuildKit daemon answers, as the pods of teams reach it. What BUILDKIT_HOST says where it runs when left out.',
    ),
  certificates: Name.optional().describe(
    'Secret in the namespaces of teams with ca.crt, tls.crt and tls.key: whom builds trust as the daemon, and what they show it. Without it the daemon does not know who asks.',
  ),
});

/** Settings of an environment repository, in its `slipway.yaml`. They are changed in git alone. */
export const Environment = z.strictObject({
  apiVersion: z.literal('slipway.dev/v1').describe('Version of the schema.'),
  kind: z.literal('Environment').describe('Settings of the environment repository, in its slipway.yaml.'),
  metadata: z
    .strictObject({
      name: Name.describe('Name of the environment.'),
      description: Description.optional().describe('What it is for.'),
    })
    .describe('What it is called.'),
  spec: z
    .strictObject({
      registry: z
        .strictObject({
          protectedAliases: z
            .array(ProtectedAlias)
            .max(500)
            .default([])
            .describe('Aliases of models that maintainers promote and others propose by a pull request.'),
        })
        .prefault({})
        .describe('Rules of the model registry.'),
      owners: z
        .array(OwnerRule)
        .max(500)
        .default([])
        .describe(
          "Who approves changes of which paths; the last rule that matches decides. What no rule matches below teams/ is its maintainers'.",
        ),
      changes: z
        .array(ChangeRule)
        .max(500)
        .default([])
        .describe(
          'Which changes that people ask services for, such as slipway apply, become pull requests; the last rule that holds decides.',
        ),
      builds: Builds.prefault({}).describe('How jobs of workflows build images.'),
      notifications: z
        .array(NotificationRule)
        .max(100)
        .check(distinct(({ name }) => name, 'name'))
        .default([])
        .describe('Who is told of what happens, by Slack, a webhook or e-mail.'),
    })
    .prefault({})
    .describe('What holds in it.'),
});
export type Environment = z.output<typeof Environment>;
