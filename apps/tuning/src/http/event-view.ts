import type { StudyEvent } from '@slipway/contracts';
import { InvalidInputError } from '@slipway/kernel';
import type { EventPosition } from '../events/merge-happenings.ts';
import type { WatchedEvent } from '../events/watch-study.ts';
import { summaryView } from './study-view.ts';
import { trialView, valueView } from './trial-view.ts';

export const eventId = ({ calls, reports }: EventPosition): string => `${String(calls)}-${String(reports)}`;

/**
 * @param last how far the study has come
 * @throws InvalidInputError for what is no id of an event of this study
 */
export function positionAfter(id: string | undefined, last: EventPosition): EventPosition {
  if (id === undefined) return { calls: 0, reports: 0 };
  const [calls = NaN, reports = NaN] = /^\d{1,15}-\d{1,15}$/.test(id) ? id.split('-').map(Number) : [];
  if (calls <= last.calls && reports <= last.reports) return { calls, reports };
  throw new InvalidInputError('after must be the id of an event of this study.', {
    issues: [{ path: 'query.after', message: 'after is not the id of an event of this study' }],
  });
}

export function eventView(happening: WatchedEvent['happening']): StudyEvent {
  switch (happening.kind) {
    case 'study': {
      const { state, reason, counts, cost } = summaryView(happening.study);
      const best = happening.study.results.front.map(({ trial }) => trial);
      return { type: 'study', state, ...(reason === undefined ? {} : { reason }), counts, cost, best };
    }
    case 'reported': {
      const { trial, step, values } = happening.report;
      return { type: 'trial-reported', trial, step, values: values.map(valueView) };
    }
    case 'begun': {
      const { id, begunAt = '', worker = '', parameters } = trialView(happening.trial);
      return { type: 'trial-begun', trial: id, at: begunAt, worker, parameters };
    }
    case 'ended': {
      const { id, endedAt = '', ...trial } = trialView(happening.trial);
      return { ...trial, type: 'trial-ended', trial: id, at: endedAt };
    }
  }
}
