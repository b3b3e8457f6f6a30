import { InvalidInputError, nearest } from '@slipway/kernel';
import {
  asha,
  hyperband,
  medianRule,
  patienceRule,
  percentileRule,
  thresholdRule,
  type EarlyStopping,
} from '@slipway/search';
import type { StudySpec } from '../spec/study-spec.ts';

type Given = NonNullable<StudySpec['earlyStopping']>;

/** Each checks its options itself, also for what their types rule out. */
const rules = {
  asha,
  hyperband,
  median: medianRule,
  patience: patienceRule,
  percentile: percentileRule,
  threshold: thresholdRule,
} as unknown as Readonly<Record<string, (options: Given['options']) => EarlyStopping>>;

/** @throws InvalidInputError for a rule that does not exist, or options that it does not take */
export function createEarlyStopping({ rule, options }: Given): EarlyStopping {
  const create = Object.hasOwn(rules, rule) ? rules[rule] : undefined;
  if (!create) {
    const names = Object.keys(rules);
    const suggestion = nearest(rule, names);
    const message = `there is no rule ${JSON.stringify(rule)}: choose of ${names.join(', ')}`;
    throw new InvalidInputError(`invalid study: earlyStopping: ${message}`, {
      issues: [{ path: 'earlyStopping.rule', message, ...(suggestion ? { suggestion } : {}) }],
    });
  }
  try {
    return create(options);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const issues = error.issues.map((issue) => ({
      ...issue,
      path: ['earlyStopping.options', issue.path].filter(Boolean).join('.'),
    }));
    throw new InvalidInputError(error.message, { issues, cause: error });
  }
}
