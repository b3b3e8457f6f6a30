import { formatOf, type Invocation } from '../invocation.ts';
import { writeData } from '../output/format.ts';
import { version } from '../version.ts';

export async function showVersion(invocation: Invocation): Promise<void> {
  const versions = {
    slipway: version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  };
  const format = formatOf(invocation);
  if (format === 'json' || format === 'yaml') await writeData(invocation.out, format, versions);
  else await invocation.out.line(`slipway ${versions.slipway} (node ${versions.node}, ${versions.platform})`);
}
