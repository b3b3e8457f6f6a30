import { decideRelease } from '@slipway/studies';
import type { StudyRequest } from './study-request.ts';

/** A worker gives a trial back that it will not end; returns whether somebody else may have it now. */
export function releaseTrial(number: number, worker: string): StudyRequest<boolean> {
  return {
    trial: number,
    run: (context) => {
      const known = context.trial(number);
      const decision = decideRelease(known, worker);
      if (decision.kind === 'released') context.study.put({ ...known, ...decision.trial });
      return decision.kind === 'released';
    },
  };
}
