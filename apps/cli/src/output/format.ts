import type { Output } from './output.ts';

/** How data is written to stdout. `table` is for people; the others for programs. */
export const formats = ['table', 'json', 'yaml', 'name'] as const;
export type Format = (typeof formats)[number];

/** Writes a value as JSON or YAML. */
export async function writeData(out: Output, format: 'json' | 'yaml', value: unknown): Promise<void> {
  if (format === 'json') {
    await out.line(JSON.stringify(value, undefined, 2));
    return;
  }
  const { stringify } = await import('yaml');
  await out.write(stringify(value, { lineWidth: 0 }));
}
