import { LifecycleStage } from '@slipway/ports';
import { encodePageToken, invalidParameter } from '@slipway/registry';
import { choice, type Field } from '../protocol/message.ts';

const maxResults = 50_000;

const stagesOf = {
  ACTIVE_ONLY: [LifecycleStage.Active],
  DELETED_ONLY: [LifecycleStage.Deleted],
  ALL: [LifecycleStage.Active, LifecycleStage.Deleted],
} as const;
type ViewType = keyof typeof stagesOf;

export const viewType = (): Field<ViewType> => choice(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']);

export const stagesIn = (view: ViewType = 'ACTIVE_ONLY'): readonly LifecycleStage[] => stagesOf[view];

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkMaxResults(count: number): void {
  const refusal = `Invalid value ${String(count)} for parameter 'max_results' supplied. `;
  if (count < 1) throw invalidParameter(`${refusal}It must be a positive integer`);
  if (count > maxResults) throw invalidParameter(`${refusal}It must be at most ${String(maxResults)}`);
}

/** The page of what was found, which is one more than `limit` when there is another page. */
export function pageOf<Item>(
  found: readonly Item[],
  offset: number,
  limit: number,
): { readonly items: readonly Item[]; readonly next_page_token: string | undefined } {
  return {
    items: found.slice(0, limit),
    next_page_token: found.length > limit ? encodePageToken(offset + limit) : undefined,
  };
}
