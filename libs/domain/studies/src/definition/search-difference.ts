import { canonicalJson } from '@slipway/kernel';
import type { StudySpec } from '../spec/study-spec.ts';

/** What may change while a study has trials: when it ends, and how many work on it. */
const changeable: readonly (keyof StudySpec)[] = ['stop', 'parallelism'];

/** The first field in which two specifications search for different things; undefined when there is none. */
export function searchDifference(begun: StudySpec, wanted: StudySpec): string | undefined {
  const fields = new Set([...Object.keys(begun), ...Object.keys(wanted)]) as Set<keyof StudySpec>;
  return [...fields].find(
    (field) =>
      !changeable.includes(field) &&
      canonicalJson(begun[field] ?? null) !== canonicalJson(wanted[field] ?? null),
  );
}
