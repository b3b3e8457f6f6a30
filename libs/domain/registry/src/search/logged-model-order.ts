import { invalidParameter } from '../mlflow-error.ts';
import type { OrderTerm } from './filter.ts';
import { loggedModelAttributes, type LoggedModelAttribute } from './logged-model-search.ts';
import { maxOrderTerms } from './parse-order.ts';

/** One term as a request writes it. */
export interface LoggedModelOrderRequest {
  /** An attribute, or `metrics.<name>` with the name as it is. */
  readonly fieldName: string;
  readonly ascending: boolean;
  /** Of a metric: only what was measured on this dataset counts. */
  readonly datasetName: string | undefined;
  readonly datasetDigest: string | undefined;
}

export type LoggedModelOrderTerm = OrderTerm<LoggedModelAttribute> &
  Pick<LoggedModelOrderRequest, 'datasetName' | 'datasetDigest'>;

/**
 * Reads an order of logged models; the store adds creation time and model id.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function parseLoggedModelOrder(requests: readonly LoggedModelOrderRequest[]): LoggedModelOrderTerm[] {
  if (requests.length > maxOrderTerms) {
    throw invalidParameter(
      `Invalid order_by: it has ${String(requests.length)} terms, at most ${String(maxOrderTerms)} are allowed.`,
    );
  }
  return requests.map(({ fieldName, ascending, datasetName, datasetDigest }) => ({
    ...fieldOf(fieldName),
    ascending,
    datasetName,
    datasetDigest,
  }));
}

function fieldOf(
  name: string,
): { entity: 'attribute'; key: LoggedModelAttribute } | { entity: 'metric'; key: string } {
  const point = name.indexOf('.');
  if (point !== -1) {
    if (name.startsWith('metrics.')) return { entity: 'metric', key: name.slice(point + 1) };
    throw invalidParameter(`Invalid order by field name: ${name}. Only metrics are supported.`);
  }
  const rule = loggedModelAttributes.get(name);
  if (rule === undefined) throw invalidParameter(`Invalid order by field name: ${name}`);
  return { entity: 'attribute', key: rule.key };
}
