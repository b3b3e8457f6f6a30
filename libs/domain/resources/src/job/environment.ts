import { z } from 'zod';
import { distinct, problemCheck } from '../fields/check.ts';

const setBySlipway = new Set(['PATH', 'HOME', 'VIRTUAL_ENV', 'JOB_COMPLETION_INDEX']);

/** Variables that the runtime of an attempt sets, and a Job therefore can't. */
export function isReservedVariable(name: string): boolean {
  return name.startsWith('SLIPWAY_') || setBySlipway.has(name);
}

function nameProblem(name: string): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return 'expected letters, digits and _, not starting with a digit';
  return isReservedVariable(name) ? 'Slipway sets this variable itself' : undefined;
}

const VariableName = z
  .string()
  .max(255, { abort: true })
  .check(problemCheck(nameProblem))
  .meta({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' })
  .describe(
    'Name of the variable. SLIPWAY_*, PATH, HOME, VIRTUAL_ENV and JOB_COMPLETION_INDEX are set by Slipway.',
  );

/** What a key of a Kubernetes Secret may be, and a file name on every system. */
const SecretKey = z
  .string()
  .max(253, { abort: true })
  .regex(/^(?!\.{1,2}$)[-._a-zA-Z0-9]+$/, { error: 'a key: letters, digits, -, _ and .' });

export const SecretReference = z.strictObject({
  name: z
    .string()
    .max(253, { abort: true })
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/, {
      error: 'the name of a Secret: lower-case letters, digits, - and .',
    })
    .describe("Name of the Secret in the team's namespace."),
  key: SecretKey.describe('Key within the Secret.'),
});

const value = z.string().max(32_768).describe('Value of the variable, as it is: nothing is expanded.');
const secret = SecretReference.describe('Where the value is kept. It never goes through git.');

/** A variable of the environment, by its value or by where its value is kept. */
export const EnvironmentVariable = z.union(
  [z.strictObject({ name: VariableName, value }), z.strictObject({ name: VariableName, secret })],
  { error: 'expected name and either value or secret' },
);

export const Environment = z
  .array(EnvironmentVariable)
  .max(200)
  .check(distinct((variable) => variable.name, 'name'));
