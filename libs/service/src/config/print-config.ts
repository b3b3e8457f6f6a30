import type { ConfigField } from './config-fields.ts';

/** The configuration as it is in force, one setting a line with where it comes from; secrets are shown as set or not set. */
export function printedConfig(
  fields: readonly ConfigField[],
  config: Readonly<Record<string, unknown>>,
  origin: ReadonlyMap<string, string>,
): string {
  const width = Math.max(...fields.map(({ variable }) => variable.length));
  return fields
    .map(({ key, variable, secret }) => {
      const value = config[key];
      const shown = value === undefined ? '(not set)' : secret ? '(redacted)' : withoutPassword(value);
      return `${variable.padEnd(width)} = ${shown}  # ${origin.get(key) ?? 'default'}\n`;
    })
    .join('');
}

/** The settings of a program with their flags, variables, defaults and purpose. */
export function configHelp(program: string, fields: readonly ConfigField[]): string {
  const rows = fields.map(({ flag, variable, boolean, description, default: value, secret }) => ({
    left: `${flag}${boolean ? '' : ' VALUE'}`,
    variable,
    text: `${description ?? ''}${value === undefined || secret ? '' : ` (default ${JSON.stringify(value)})`}`,
  }));
  const left = Math.max(...rows.map((row) => row.left.length), '--print-config'.length);
  const middle = Math.max(...rows.map((row) => row.variable.length));
  const lines = rows.map((row) =>
    `  ${row.left.padEnd(left)}  ${row.variable.padEnd(middle)}  ${row.text}`.trimEnd(),
  );
  lines.push(
    `  ${'--print-config'.padEnd(left)}  ${''.padEnd(middle)}  print the configuration in force, secrets redacted, and end`,
  );
  return `${program} [options]\n\n${lines.join('\n')}\n`;
}

/** A URL may carry a password even where nobody expects a secret. */
function withoutPassword(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replaceAll(/(\w+:\/\/[^\s:/@]*):[^\s@]*@/g, '$1:(redacted)@');
}
