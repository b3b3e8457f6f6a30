import { z } from 'zod';
import { AcceleratorType, acceleratorResource } from '../fields/accelerators.ts';
import { distinct, problemCheck, textLike } from '../fields/check.ts';
import { Labels } from '../fields/labels.ts';
import { Name, TeamName } from '../fields/names.ts';
import { ByteQuantity, CpuQuantity } from '../fields/quantities.ts';
import { Description } from '../fields/text.ts';

const Member = z.strictObject({
  user: textLike(100, 'a user: letters, digits, and . _ + @ -', /^\w[\w.+@-]*$/).describe(
    'Who, as the identity provider or the token file names them.',
  ),
  role: z
    .enum(['viewer', 'contributor', 'maintainer'])
    .default('contributor')
    .describe('viewer reads, contributor also runs Jobs and logs models, maintainer also changes the team.'),
});

function typesProblem(types: Record<string, number>): string | undefined {
  const names = Object.keys(types);
  if (names.length > 16) return 'more than 16 types';
  return new Set(names.map(acceleratorResource)).size < names.length
    ? 'two names of the same accelerator'
    : undefined;
}

const Quota = z.strictObject({
  cpu: CpuQuantity.optional().describe('CPU cores of all its Jobs together.'),
  memory: ByteQuantity.optional().describe('Memory of all its Jobs together.'),
  accelerators: z
    .record(AcceleratorType, z.int().min(0).max(100_000))
    .check(problemCheck(typesProblem))
    .optional()
    .describe('Accelerators of all its Jobs together, by type: { nvidia: 8 }.'),
  runs: z.int().min(0).max(100_000).optional().describe('Runs that may be active at a time.'),
});

/** People who share Jobs, a namespace on each cluster and a quota. */
export const Team = z.strictObject({
  apiVersion: z.literal('slipway.dev/v1').describe('Version of the schema.'),
  kind: z.literal('Team').describe('People who share Jobs, a namespace and a quota.'),
  metadata: z
    .strictObject({
      name: TeamName.describe('Name; also that of its namespace on each cluster.'),
      labels: Labels.optional().describe('Labels of its own, given to what is rendered from it.'),
      description: Description.optional().describe('Who they are and what they do.'),
    })
    .describe('What it is called.'),
  spec: z
    .strictObject({
      members: z
        .array(Member)
        .max(500)
        .default([])
        .check(distinct((member) => member.user, 'user'))
        .describe('Who belongs to it.'),
      quota: Quota.optional().describe('What it may use on each cluster; as much as there is when left out.'),
      clusters: z
        .array(Name)
        .min(1)
        .max(50)
        .check(distinct((name) => name))
        .optional()
        .describe('Clusters it may use; all when left out.'),
      repositories: z
        .array(
          textLike(
            140,
            'a repository such as acme/digits, in lower case',
            /^[a-z0-9]([a-z0-9-]*[a-z0-9])?\/[a-z0-9._-]+$/,
          ),
        )
        .max(200)
        .check(distinct((name) => name))
        .optional()
        .describe('Repositories on GitHub whose workflows run as this team; none when left out.'),
    })
    .describe('Who belongs to it, and what it may use.'),
});
export type Team = z.output<typeof Team>;
