import { InvalidInputError, nearest, type Issue } from '@slipway/kernel';
import type { z } from 'zod';
import { fieldsOf, type ConfigField } from './config-fields.ts';
import { configHelp, printedConfig } from './print-config.ts';

/**
 * Marks a field of a config schema: `secret: true` keeps its value out of everything that is printed. `describe` says
 * what it is for.
 */
export const secret = { secret: true } as const;

export interface ConfigInput {
  /** Name of the program, for the help text. */
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
}

/** `text` is what was asked for instead of starting, by `--help` or `--print-config`. */
export type ConfigResult<S extends z.ZodObject> =
  | { readonly kind: 'config'; readonly config: z.output<S> }
  | { readonly kind: 'text'; readonly text: string };

/**
 * Reads the configuration of a service: for a field `databaseUrl` the flag `--database-url`, else the variable
 * `SLIPWAY_DATABASE_URL`, else the schema's default. A boolean flag stands alone or takes `=false`.
 * @throws InvalidInputError with one issue for each field, naming the variable or flag and what was expected.
 */
export function readConfig<S extends z.ZodObject>(
  schema: S,
  { program, env, argv }: ConfigInput,
): ConfigResult<S> {
  const fields = fieldsOf(schema);
  const { flags, printConfig, help } = parseFlags(fields, argv);
  if (help) return { kind: 'text', text: configHelp(program, fields) };

  const raw: Record<string, string> = {};
  const origin = new Map<string, string>();
  for (const field of fields) {
    const flag = flags.get(field.key);
    const value = flag ?? nonEmpty(env[field.variable]);
    if (value === undefined) continue;
    raw[field.key] = value;
    origin.set(field.key, flag === undefined ? field.variable : field.flag);
  }
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    throw new InvalidInputError('the configuration is not right', {
      issues: parsed.error.issues.map((issue) => configIssue(issue, fields, origin)),
    });
  }
  if (printConfig) return { kind: 'text', text: printedConfig(fields, parsed.data, origin) };
  return { kind: 'config', config: parsed.data };
}

function configIssue(
  issue: z.core.$ZodIssue,
  fields: readonly ConfigField[],
  origin: ReadonlyMap<string, string>,
): Issue {
  const key = String(issue.path[0] ?? '');
  const field = fields.find((candidate) => candidate.key === key);
  if (!field) return { message: issue.message };
  const given = origin.get(key);
  const expected = field.description ? { expected: field.description } : {};
  if (given === undefined)
    return { message: `${field.variable} (or ${field.flag}) is missing`, path: field.variable, ...expected };
  return { message: `${given}: ${issue.message}`, path: given, ...expected };
}

interface Flags {
  readonly flags: ReadonlyMap<string, string>;
  readonly printConfig: boolean;
  readonly help: boolean;
}

function parseFlags(fields: readonly ConfigField[], argv: readonly string[]): Flags {
  const flags = new Map<string, string>();
  let printConfig = false;
  let help = false;
  for (let index = 0; index < argv.length; index += 1) {
    const [name = '', ...rest] = (argv[index] ?? '').split('=');
    if (name === '--print-config') printConfig = true;
    else if (name === '--help' || name === '-h') help = true;
    else {
      const field = fields.find((candidate) => candidate.flag === name);
      if (!field) throw unknownFlag(name, fields);
      let value = rest.length > 0 ? rest.join('=') : undefined;
      if (value === undefined && !field.boolean) value = argv[(index += 1)];
      if (value === undefined && !field.boolean) throw new InvalidInputError(`${name} takes a value`);
      flags.set(field.key, value ?? 'true');
    }
  }
  return { flags, printConfig, help };
}

function unknownFlag(name: string, fields: readonly ConfigField[]): InvalidInputError {
  const suggestion = nearest(name, [...fields.map(({ flag }) => flag), '--print-config', '--help']);
  return new InvalidInputError(
    `there is no option ${JSON.stringify(name)}${suggestion ? `: did you mean ${suggestion}?` : ''}`,
  );
}

/** An empty variable is one that is not set, as `VAR= command` and empty chart values mean it. */
function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
