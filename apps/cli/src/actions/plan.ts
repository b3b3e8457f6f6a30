import path from 'node:path';
import { planSnapshots } from '@slipway/git/plan';
import { makePlan, planMarkdown, planText } from '@slipway/plan';
import { exitCodes, UsageError, type ExitCode } from '../exit-codes.ts';
import { formatOf, type Invocation } from '../invocation.ts';
import { writeData } from '../output/format.ts';

export interface PlanOptions {
  readonly base: string;
  readonly head?: string;
  readonly repository: string;
  readonly author?: string;
  readonly markdown?: boolean;
}

/** The verdict on a change of an environment repository, without a server. The exit code is 1 when it is denied or invalid. */
export async function plan(
  invocation: Invocation,
  { base, head, repository, author, markdown = false }: PlanOptions,
): Promise<ExitCode> {
  const { out, cwd } = invocation;
  const format = formatOf(invocation);
  if (markdown && format !== 'table')
    throw new UsageError('--markdown and another format exclude each other: leave one of them out');
  const sides = await planSnapshots({ repository: path.resolve(cwd, repository), base, head });
  const verdict = makePlan(sides.base, sides.head, author === undefined ? {} : { author });
  if (markdown) await out.write(planMarkdown(verdict));
  else if (format === 'table') await out.write(planText(verdict, out.colours));
  else if (format === 'name')
    for (const { kind, team, name } of verdict.resources)
      await out.line([kind, ...(team === undefined ? [] : [team]), name].join('/'));
  else await writeData(out, format, verdict);
  return verdict.verdict === 'ok' ? exitCodes.ok : exitCodes.different;
}
