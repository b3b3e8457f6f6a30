import { ConflictError } from '@slipway/kernel';
import {
  decideExtend,
  decidePause,
  decideResume,
  decideStop,
  type StateDecision,
  type StopConditions,
} from '@slipway/studies';
import type { StudyMemory } from './study-memory.ts';
import type { StudyRequest, StudyTurnContext } from './study-request.ts';

/** What runs comes to its end, and nothing else begins. */
export const pauseStudy = (): StudyRequest<void> => changing(({ study }) => decidePause(study));

export const resumeStudy = (): StudyRequest<void> => changing(({ study }) => decideResume(study));

/** Ends the study. @param by who wants it */
export const stopStudy = (by: string): StudyRequest<void> => changing(({ study }) => decideStop(study, by));

/** Moves what ends the study further out. */
export const extendStudy = (stop: StopConditions): StudyRequest<void> =>
  changing(({ study, now }) => decideExtend(study, stop, study.progress(now)));

const changing = (decide: (context: StudyTurnContext) => StateDecision): StudyRequest<void> => ({
  run: (context) => {
    apply(context.study, decide(context));
  },
});

function apply(study: StudyMemory, decision: StateDecision): void {
  if (decision.kind === 'refused') throw new ConflictError(decision.message);
  if (decision.kind === 'changed') study.moveTo(decision.state, decision.reason, decision.stop);
}
