import { stopReason, type StudyProgress } from './stop.ts';
import { StudyState, type StopConditions, type StudyRules } from './study.ts';

/** `changed`: as the study is now; `same`: it was so already. `refused`: nothing is done, and the message says why. */
export type StateDecision =
  | {
      readonly kind: 'changed' | 'same';
      readonly state: StudyState;
      /** Why it has ended. */
      readonly reason: string | undefined;
      readonly stop: StopConditions;
    }
  | { readonly kind: 'refused'; readonly message: string };

interface Current {
  readonly state: StudyState;
  readonly reason: string | undefined;
  readonly rules: StudyRules;
}

const ended = ({ reason }: Current): StateDecision => ({
  kind: 'refused',
  message: `the study has ended: ${reason ?? 'no reason is known'}; extend it to go on`,
});

/** A paused study lets what runs come to its end, and begins nothing. */
export function decidePause(study: Current): StateDecision {
  if (study.state === StudyState.Ended) return ended(study);
  return moved(study, StudyState.Paused);
}

export function decideResume(study: Current): StateDecision {
  if (study.state === StudyState.Ended) return ended(study);
  return moved(study, StudyState.Running);
}

/** Ends it for a reason of its own; one that has ended already keeps the reason that it had. */
export function decideStop(study: Current, by: string): StateDecision {
  if (study.state === StudyState.Ended) return moved(study, StudyState.Ended);
  return { kind: 'changed', state: StudyState.Ended, reason: `stopped by ${by}`, stop: study.rules.stop };
}

/** Conditions that count something: a higher bound lets the study go on for longer. */
const bounds = ['trials', 'time', 'cost', 'stagnation', 'failures'] as const;

/**
 * Moves bounds outwards; the target may be any. Conditions that are not given stay as they are. A study that had ended and
 * that nothing ends any more runs again; one that still ends for a reason is left as it was.
 */
export function decideExtend(study: Current, stop: StopConditions, progress: StudyProgress): StateDecision {
  const { state, rules } = study;
  for (const bound of bounds) {
    const [wanted, present] = [stop[bound], rules.stop[bound]];
    if (wanted === undefined) continue;
    if (present === undefined)
      return { kind: 'refused', message: `the study has no bound of ${bound}: there is nothing to extend` };
    if (wanted < present)
      return {
        kind: 'refused',
        message: `${bound} is ${String(present)} already: ${String(wanted)} would shorten the study`,
      };
  }
  const extended = { ...rules.stop, ...stop };
  const reason = stopReason({ ...rules, stop: extended }, progress);
  const isSame = (Object.keys(stop) as (keyof StopConditions)[]).every(
    (key) => stop[key] === rules.stop[key],
  );
  if (reason && state === StudyState.Ended && !isSame)
    return { kind: 'refused', message: `the study would end at once: ${reason.message}` };
  return {
    kind: isSame ? 'same' : 'changed',
    state: state === StudyState.Ended && !reason ? StudyState.Running : state,
    reason: reason && study.reason,
    stop: extended,
  };
}

const moved = ({ state, reason, rules }: Current, to: StudyState): StateDecision => ({
  kind: state === to ? 'same' : 'changed',
  state: to,
  reason,
  stop: rules.stop,
});
