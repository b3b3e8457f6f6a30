import { UsageError } from '../exit-codes.ts';
import { checkedName } from './reference.ts';

/** `NAME` or `study/NAME`. @throws UsageError */
export function studyName(text: string): string {
  const name = text.replace(/^stud(y|ies)\//, '');
  if (name === '') throw new UsageError('which study? name it: NAME');
  return checkedName('study', name);
}
