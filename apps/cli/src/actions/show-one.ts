import { formatOf, type Invocation } from '../invocation.ts';
import { writeData } from '../output/format.ts';
import { printable } from '../output/printable.ts';

/** Writes what was done to one object: `run/digits-7k2m started`, or the object itself as data. */
export async function showOne(
  invocation: Invocation,
  name: string,
  done: string,
  value: unknown,
): Promise<void> {
  const { out } = invocation;
  const format = formatOf(invocation);
  if (format === 'json' || format === 'yaml') await writeData(out, format, value);
  else await out.line(format === 'name' ? printable(name) : `${printable(name)} ${done}`);
}
