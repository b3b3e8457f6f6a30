import { notificationEndpoints } from '@slipway/contracts';
import { connect } from '../../connection/connect.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import { printable } from '../../output/printable.ts';

/** Sends an example by a rule. The exit code is 1 when it was not taken. */
export async function testNotification(invocation: Invocation, name: string): Promise<ExitCode> {
  const { out, err, signal } = invocation;
  const client = await connect(invocation);
  const tried = await client.call(notificationEndpoints.testNotification, { params: { rule: name }, signal });
  const format = formatOf(invocation);
  if (format === 'name') await out.line(printable(tried.id));
  else if (format !== 'table') await writeData(out, format, tried);
  if (tried.delivered) {
    await err.line(`the example was taken: ${tried.id}`);
    return exitCodes.ok;
  }
  await err.line(`the example was not taken: ${printable(tried.reason ?? 'nobody said why')}`);
  return exitCodes.different;
}
