import { modelEndpoints } from '@slipway/contracts';
import { connect } from '../connection/connect.ts';
import { formatOf, type Invocation } from '../invocation.ts';
import { writeData } from '../output/format.ts';
import { shortCommit } from '../output/run-text.ts';

/** Makes the registered models of all teams anew from the environment repository. */
export async function rebuildRegistry(invocation: Invocation): Promise<void> {
  const { out, signal } = invocation;
  const client = await connect(invocation);
  const rebuilt = await client.call(modelEndpoints.rebuildRegistry, { body: {}, signal });
  const format = formatOf(invocation);
  if (format === 'json' || format === 'yaml') await writeData(out, format, rebuilt);
  else
    await out.line(
      `${String(rebuilt.models)} models and ${String(rebuilt.events)} moves of their history from commit ${shortCommit(rebuilt.commit)}`,
    );
}
