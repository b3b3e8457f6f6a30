import type { TrialRecord } from '@slipway/ports';
import type { Breather } from './breather.ts';
import type { StudyMemory } from './study-memory.ts';

/** What a request has to work with in a turn of its study. */
export interface StudyTurnContext {
  readonly study: StudyMemory;
  readonly now: Date;
  readonly breather: Breather;
  /** A trial, final or not. @throws NotFoundError when there is none. */
  trial(number: number): TrialRecord;
}

/**
 * Something that is asked of a study. It decides, and changes the memory of the study, which is saved afterwards; it throws
 * expected errors before it has changed anything.
 */
export interface StudyRequest<Answer> {
  /** The trial that it is about. */
  readonly trial?: number;
  run(context: StudyTurnContext): Answer | Promise<Answer>;
}
