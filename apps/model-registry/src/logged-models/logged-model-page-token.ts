import { decodeCursor, encodeCursor, invalidParameter, pythonList } from '@slipway/registry';
import { z } from 'zod';

const Token = z.object({
  experiment_ids: z.array(z.string()),
  filter_string: z.string().nullable(),
  order_by: z.unknown(),
  offset: z.int().min(0),
});

/** What a search asks for besides its page: a token is good for the same search only. */
export interface SearchedFor {
  readonly experimentIds: readonly string[];
  readonly filter: string | undefined;
  readonly orderBy: readonly object[];
}

/** The token of the page that begins behind `offset` models, in MLflow's form. */
export const loggedModelPageToken = (searched: SearchedFor, offset: number): string =>
  encodeCursor({
    experiment_ids: searched.experimentIds,
    filter_string: searched.filter ?? null,
    order_by: orderOf(searched),
    offset,
  });

/**
 * How many models stand before a page; 0 without a token.
 * @throws MlflowError INVALID_PARAMETER_VALUE when the token is of another search
 */
export function loggedModelOffset(searched: SearchedFor, token: string | undefined): number {
  if (token === undefined || token === '') return 0;
  const parsed = Token.safeParse(decodeCursor(token));
  if (!parsed.success) throw invalidParameter(`Invalid page token: ${token}.`);
  const { experiment_ids: experimentIds, filter_string: filter, order_by: orderBy, offset } = parsed.data;
  const differs = (what: string, parameter: string, expected: string, found: string): void => {
    if (expected === found) return;
    throw invalidParameter(
      `${what} in the page token do${what.endsWith('s') ? '' : 'es'} not match the requested ${parameter}. ` +
        `Expected: ${expected}. Found: ${found}`,
    );
  };
  differs('Experiment IDs', 'experiment IDs', pythonList(searched.experimentIds), pythonList(experimentIds));
  differs('Filter string', 'filter string', searched.filter ?? 'None', filter ?? 'None');
  differs('Order by', 'order by', JSON.stringify(orderOf(searched)), JSON.stringify(orderBy ?? null));
  return offset;
}

const orderOf = ({ orderBy }: SearchedFor): readonly object[] | null => (orderBy.length > 0 ? orderBy : null);
