import { ConflictError, InvalidInputError } from '@slipway/kernel';
import { decideTell, type Tell, type TrialState } from '@slipway/studies';
import type { StudyRequest } from './study-request.ts';

export interface TellAnswer {
  readonly state: TrialState;
  readonly repeated: boolean;
  readonly note: string | undefined;
}

/** The result of a trial. */
export function tellTrial(number: number, tell: Tell): StudyRequest<TellAnswer> {
  return {
    trial: number,
    run: (context) => {
      const { study, now } = context;
      const trial = context.trial(number);
      const decision = decideTell(study.rules, trial, tell);
      switch (decision.kind) {
        case 'invalid':
          throw new InvalidInputError(decision.message);
        case 'contradiction':
          throw new ConflictError(`${decision.message}: the first result counts`);
        case 'repeated':
          return { state: trial.state, repeated: true, note: trial.note };
        case 'told': {
          const { note } = decision;
          study.end({ ...trial, ...decision.trial, note }, now);
          return { state: decision.trial.state, repeated: false, note };
        }
      }
    },
  };
}
