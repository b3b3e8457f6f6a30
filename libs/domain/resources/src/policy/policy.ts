import { z } from 'zod';
import { distinct } from '../fields/check.ts';
import { Name, TeamName } from '../fields/names.ts';
import { Description, line } from '../fields/text.ts';

const kindNames = ['Cluster', 'Job', 'Study', 'Team'] as const;

const Expression = z.string().min(1).max(4096);

/** A rule that changes of desired state are held to, in a file of `policies/`. It is changed in git alone. */
export const Policy = z.strictObject({
  apiVersion: z.literal('slipway.dev/v1').describe('Version of the schema.'),
  kind: z.literal('Policy').describe('A rule that changes of desired state are held to.'),
  metadata: z
    .strictObject({
      name: Name.describe('Name, unique in the environment.'),
      description: Description.optional().describe('What it is for.'),
    })
    .describe('What it is called.'),
  spec: z
    .strictObject({
      match: z
        .strictObject({
          kinds: z
            .array(z.enum(kindNames))
            .min(1)
            .check(distinct((kind) => kind))
            .optional()
            .describe('Kinds that it is about; all when left out.'),
          teams: z
            .array(TeamName)
            .min(1)
            .max(500)
            .check(distinct((name) => name))
            .optional()
            .describe('Teams that it is about; all when left out.'),
          clusters: z
            .array(Name)
            .min(1)
            .max(50)
            .check(distinct((name) => name))
            .optional()
            .describe('Clusters that it is about, or that a run would be placed on; all when left out.'),
          environments: z
            .array(Name)
            .min(1)
            .max(50)
            .check(distinct((name) => name))
            .optional()
            .describe('Environments, by the name in slipway.yaml, that it holds in; all when left out.'),
        })
        .prefault({})
        .describe('What it is about.'),
      expression: Expression.describe(
        'What must hold, in CEL (https://cel.dev): true when the resource is right. It sees resource, old, program, team, cluster, cost, budget, change and environment.',
      ),
      message: Expression.optional().describe(
        'What the author is told when it does not hold: an expression that gives text. The description when left out.',
      ),
      field: line(200)
        .regex(/^(resource|program)(\.[A-Za-z]\w*)*$/, {
          error: 'a field such as program.image or resource.metadata.labels',
        })
        .optional()
        .describe('Field that the author is pointed to, such as program.image.'),
      severity: z
        .enum(['deny', 'warn'])
        .default('deny')
        .describe('deny refuses the change, warn only tells its author.'),
    })
    .describe('What must hold, for what, and what follows when it does not.'),
});
export type Policy = z.output<typeof Policy>;
