import { modelEndpoints, type Promoted, type Promotion } from '@slipway/contracts';
import { chooseTeam } from '../connection/choose-team.ts';
import { connect } from '../connection/connect.ts';
import { UsageError } from '../exit-codes.ts';
import { checkedModelName } from '../input/reference.ts';
import { formatOf, type Invocation } from '../invocation.ts';
import { writeData } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { movedProposal, proposalText } from './proposals/moved-proposal.ts';
import { tableLines } from '../output/table.ts';

export interface PromoteOptions {
  readonly reason?: string;
  readonly dryRun?: boolean;
  readonly propose?: boolean;
  readonly archiveExisting?: boolean;
}

/** Moves aliases and stages of models in one commit. */
export async function promote(
  invocation: Invocation,
  words: readonly string[],
  { reason, dryRun = false, propose = false, archiveExisting = false }: PromoteOptions,
): Promise<void> {
  const { out, err, signal } = invocation;
  const promotions = words.map((word) => parsePromotion(word, archiveExisting));
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const answer = await client.call(modelEndpoints.promote, {
    params: { team },
    body: { promotions, dryRun, propose, ...(reason === undefined ? {} : { reason }) },
    signal,
  });
  const format = formatOf(invocation);
  if (format === 'name')
    for (const { model } of answer.promotions) await out.line(`model/${printable(model)}`);
  else if (format !== 'table') await writeData(out, format, answer);
  else {
    for (const line of promotionTable(answer.promotions)) await out.line(line);
    if (dryRun) await err.line('nothing was moved: this was a dry run');
    else if (answer.proposal !== undefined)
      await err.line(proposalText(await movedProposal(client, team, answer.proposal, signal)));
    else await err.line(answer.change === undefined ? 'nothing had to move' : `change ${answer.change}`);
  }
}

const stages = ['None', 'Staging', 'Production', 'Archived'] as const;

/** `MODEL@ALIAS=VERSION` or `MODEL:STAGE=VERSION`. @throws UsageError */
export function parsePromotion(text: string, archiveExisting: boolean): Promotion {
  const [, model, kind, target = '', number] = /^(.+)([@:])([\w-]+)=(\d{1,9})$/s.exec(text) ?? [];
  const version = Number(number);
  if (model === undefined || version === 0)
    throw new UsageError(
      `${JSON.stringify(text.slice(0, 80))} is no promotion: write MODEL@ALIAS=VERSION or MODEL:STAGE=VERSION`,
    );
  checkedModelName(model);
  if (kind === '@') return { model, alias: target, version };
  const stage = stages.find((one) => one.toLowerCase() === target.toLowerCase());
  if (stage === undefined) throw new UsageError(`${target} is not one of ${stages.join(', ')}`);
  return { model, version, stage, archiveExisting };
}

function promotionTable(promoted: readonly Promoted[]): string[] {
  return tableLines(
    ['model', 'what', 'from', 'to'],
    promoted.map(({ model, alias, version, stage, from }) =>
      alias === undefined
        ? [printable(model), `version ${String(version)}`, String(from ?? ''), stage ?? '']
        : [printable(model), `alias ${printable(alias)}`, String(from ?? ''), String(version)],
    ),
  );
}
