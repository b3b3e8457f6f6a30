import { TooLargeError } from '@slipway/kernel';
import type { OptunaStore, OptunaTrial } from '@slipway/ports';
import type { WireTrial } from './messages.ts';
import { mostTrials, placeOf, trialIdOf } from './trial-id.ts';
import { trialMessage } from './trial-messages.ts';

const page = 2_000;
/** Characters and numbers of an answer, roughly its bytes: it is held in memory as a whole, and clients can't take it in parts. */
const mostBytes = 256 * 1024 * 1024;
const bytesOfNumber = 16;

/**
 * The trials after an id, and those that are named, by number; undefined when there is no such study.
 * @throws TooLargeError when they are more than one answer can be
 */
export async function allTrials(
  store: OptunaStore,
  team: string,
  ref: number,
  { after, ids }: { readonly after: number; readonly ids: readonly number[] },
): Promise<readonly WireTrial[] | undefined> {
  const messages: WireTrial[] = [];
  // Ids of another study are possible, and say nothing about this one but by their size.
  const first = trialIdOf({ ref, number: 0 });
  let last = Math.max(-1, Math.min(after - first, mostTrials));
  let numbers = [...new Set(ids.map(placeOf).flatMap((place) => (place.ref === ref ? [place.number] : [])))];
  let size = 0;
  for (;;) {
    const trials = await store.trials(team, ref, { after: last, numbers, limit: page });
    if (!trials) return undefined;
    for (const trial of trials) {
      size += sizeOf(trial);
      messages.push(trialMessage(ref, trial));
    }
    if (size > mostBytes)
      throw new TooLargeError(
        'The trials of the study are more than one answer can hold: begin another study.',
      );
    const { number } = trials.at(-1) ?? {};
    if (number === undefined || trials.length < page) return messages;
    last = Math.max(last, number);
    numbers = numbers.filter((named) => named > number);
  }
}

function sizeOf({ parameters, attributes, intermediate, values }: OptunaTrial): number {
  const texts = [
    ...parameters.flatMap(({ name, distribution }) => [name, name, distribution]),
    ...attributes.flatMap(({ key, value }) => [key, value]),
  ];
  const numbers = 8 + values.length + parameters.length + 2 * intermediate.length;
  return texts.reduce((sum, text) => sum + text.length, numbers * bytesOfNumber);
}
