import type { Promoted } from '@slipway/contracts';
import type { ModelTransaction, TrackedRunDetails } from '@slipway/ports';
import { versionIn, type ModelEdit, type RegisteredModelState } from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { changeOf, type EditChange } from '../models/edit-change.ts';

export interface PromotionToPropose {
  readonly edits: readonly ModelEdit[];
  readonly promoted: readonly Promoted[];
  /** The models as they are, by name. */
  readonly models: ReadonlyMap<string, RegisteredModelState>;
  readonly change: EditChange;
  readonly autoMerge: boolean;
  /** Markdown: what speaks for it besides the metrics. */
  readonly evidence: string | undefined;
}

/** Metrics of a promotion that are compared. */
const mostMetrics = 30;

/**
 * Proposes a promotion as a pull request: the models stay as they are until it is merged. What speaks for it are the metrics of
 * the runs that made the versions, and what whoever asks has to say.
 * @returns the id of the proposal; undefined when git has it all already
 */
export async function proposePromotion(
  context: RegistryContext,
  transaction: ModelTransaction,
  { edits, promoted, models, change, autoMerge, evidence: more }: PromotionToPropose,
): Promise<string | undefined> {
  const asked = changeOf(edits, change, context.repository);
  if (!asked) return undefined;
  const { preconditions, ...rest } = asked;
  if (preconditions.length > 0) throw new RangeError('proposals have no preconditions');
  const evidence: string[] = [];
  for (const promotion of promoted)
    evidence.push(await evidenceOf(context, change.team, models.get(promotion.model), promotion));
  if (more !== undefined) evidence.push(more);
  return transaction.proposals.propose({
    ...rest,
    key: promoted.map(targetOf).sort().join(', ').slice(0, 500),
    evidence: evidence.join('\n\n').slice(0, 40_000),
    autoMerge,
  });
}

const targetOf = ({ model, alias, version, stage }: Promoted): string =>
  alias === undefined ? `${model}/${String(version)}:${stage ?? ''}` : `${model}@${alias}`;

async function evidenceOf(
  { trackingStore }: RegistryContext,
  team: string,
  model: RegisteredModelState | undefined,
  { model: name, alias, version, stage, from }: Promoted,
): Promise<string> {
  const runOf = async (number: number): Promise<TrackedRunDetails | undefined> => {
    const id = model && versionIn(model, number)?.runId;
    return id === undefined ? undefined : trackingStore.readRun(team, id);
  };
  const what =
    alias === undefined
      ? `${code(name)} version ${String(version)} goes to ${stage ?? ''} from ${String(from ?? 'None')}.`
      : `${code(`${name}@${alias}`)} moves to version ${String(version)}` +
        (from === undefined ? '.' : ` from version ${String(from)}.`);
  const now = alias !== undefined && typeof from === 'number' ? await runOf(from) : undefined;
  return [what, ...metricTable(await runOf(version), now, version, from)].join('\n');
}

/** Metrics of the run that made the version, beside those of the version that it takes the place of. */
function metricTable(
  next: TrackedRunDetails | undefined,
  now: TrackedRunDetails | undefined,
  version: number,
  from: Promoted['from'],
): readonly string[] {
  if (!next || next.metrics.length === 0) return [];
  const before = new Map(now?.metrics.map(({ key, value }) => [key, value]));
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const columns = ['metric', ...(now ? [`version ${String(from)}`] : []), `version ${String(version)}`];
  const shown = next.metrics
    .slice(0, mostMetrics)
    .map(({ key, value }) => row([...[code(key), ...(now ? [figure(before.get(key))] : [])], figure(value)]));
  return ['', row(columns), row(columns.map((_, index) => (index === 0 ? '---' : '---:'))), ...shown];
}

const figure = (value: number | undefined): string =>
  value === undefined ? '' : String(Number(value.toPrecision(6)));

/** Names are of anybody: as code nothing in them is read as Markdown. */
const code = (text: string): string => `\`${text.replaceAll(/[`|\p{Cc}]/gu, ' ')}\``;
