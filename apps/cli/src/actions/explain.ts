import { describedKinds, explain, formatExplanation } from '@slipway/resources';
import { formatOf, type Invocation } from '../invocation.ts';
import { writeData } from '../output/format.ts';
import { tableLines } from '../output/table.ts';

/** What a kind or field is, without a server. Without a path: the kinds. */
export async function explainPath(invocation: Invocation, path: string | undefined): Promise<void> {
  const { out } = invocation;
  const format = formatOf(invocation);
  const explanations =
    path === undefined
      ? Object.keys(describedKinds).map((kind) => explain(kind.toLowerCase()))
      : [explain(path)];
  const [first] = explanations;
  if (format === 'json' || format === 'yaml')
    await writeData(out, format, path === undefined ? explanations : first);
  else if (path === undefined || first === undefined) {
    for (const line of tableLines(
      ['kind', 'what it is'],
      explanations.map((kind) => [kind.path, kind.description]),
    ))
      await out.line(line);
  } else await out.write(formatExplanation(first));
}
