import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { studyEndpoints, type StudyEvent } from '@slipway/contracts';
import { ForbiddenError, InvalidInputError, NotFoundError } from '@slipway/kernel';
import { TuningHarness } from './testing/tuning-harness.ts';

let harness: TuningHarness;

beforeAll(async () => {
  harness = await TuningHarness.start({ replicas: 2 });
});

afterAll(() => harness.stop());

interface Seen {
  readonly id: string | undefined;
  readonly data: StudyEvent;
}
interface Query {
  readonly after?: string;
  readonly follow?: boolean;
}

const watch = (name: string, query: Query, replica = 0, principal = 'vera') =>
  harness
    .as(principal, replica)
    .events(studyEndpoints.watchStudy, { params: { team: 'vision', name }, query });

/** All that has happened so far. */
async function history(name: string, query: Query = {}): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  for await (const event of watch(name, { ...query, follow: false })) seen.push(event);
  return seen;
}

const short = ({ data }: Seen): string =>
  data.type === 'study' ? `study ${data.state}` : `${data.type} ${String(data.trial)}`;

/** A study with a history: two trials, one of them with reports. */
async function played(name: string): Promise<void> {
  await harness.create(name, { stop: { trials: 2 } });
  await harness.enqueue(name, 0.25);
  await harness.ids(name, 'a', 2);
  await harness.report(name, 0, 'a', 1, 0.5);
  await harness.report(name, 0, 'a', 2, 'NaN');
  await harness.tell(name, 1, 0.75);
  await harness.report(name, 0, 'a', 3, 0.25);
  await harness.tell(name, 0, 0.5);
}

describe('the events of a study', () => {
  it('tell what happened in its order, and then how the study is', async () => {
    await played('told');
    const events = (await history('told')).map(({ data }) => data);
    const at = '2026-11-26T12:00:00.000Z';
    expect(events).toEqual([
      { type: 'trial-begun', trial: 0, at, worker: 'a', parameters: { x: 0.25 } },
      { type: 'trial-begun', trial: 1, at, worker: 'a', parameters: { x: expect.any(Number) } },
      { type: 'trial-reported', trial: 0, step: 1, values: [0.5] },
      { type: 'trial-reported', trial: 0, step: 2, values: ['NaN'] },
      { type: 'trial-ended', trial: 1, at, state: 'complete', values: [0.75], improved: true },
      { type: 'trial-reported', trial: 0, step: 3, values: [0.25] },
      { type: 'trial-ended', trial: 0, at, state: 'complete', values: [0.5], improved: true },
      {
        ...{ type: 'study', state: 'ended', reason: 'all 2 trials ended', cost: 0, best: [0] },
        counts: { waiting: 0, running: 0, complete: 2, pruned: 0, failed: 0 },
      },
    ]);
  });

  it('are had on from any of them, also when it is named in a header', async () => {
    await played('resumed');
    const all = await history('resumed');
    for (const [index, { id }] of all.entries()) {
      if (id === undefined) throw new Error('an event without an id');
      const rest = all.slice(index + 1).map(short);
      const expected = rest.length === 0 ? ['study ended'] : rest;
      expect((await history('resumed', { after: id })).map(short)).toEqual(expected);
    }
    const url = `${harness.as('vera').url}/v1/teams/vision/studies/resumed/events?follow=false`;
    const headers = { authorization: 'Bearer vera', 'Last-Event-ID': all[5]?.id ?? '' };
    const text = await (await fetch(url, { headers })).text();
    expect(text.match(/"type":"[a-z-]+"/g)).toEqual(['"type":"trial-ended"', '"type":"study"']);
  });

  it.each([0, 1])('come as they happen, by whichever service: %d', async (replica) => {
    const name = `followed-${String(replica)}`;
    await harness.create(name);
    const events = watch(name, {}, replica);
    const next = async (): Promise<string> => {
      const { value } = await events.next();
      return value ? short(value) : 'end';
    };
    expect(await next()).toBe('study running');
    await harness.ids(name, 'a');
    expect(await next()).toBe('trial-begun 0');
    await harness.report(name, 0, 'a', 1, 0.5);
    expect(await next()).toBe('trial-reported 0');
    await harness.tell(name, 0, 0.5);
    expect(await next()).toBe('trial-ended 0');
    await harness.change(name, 'pauseStudy');
    expect(await next()).toBe('study paused');
    await events.return();
  });

  it('are whole when there are more than are read at a time', async () => {
    await harness.create('long', { stop: { trials: 400 } });
    for (let first = 0; first < 400; first += 100) {
      const ids = await harness.ids('long', 'a', 100);
      await Promise.all(ids.map((id) => harness.report('long', id, 'a', 1, id)));
      await Promise.all(ids.map((id) => harness.tell('long', id, id)));
    }
    const seen = (await history('long')).map(short);
    expect(seen).toHaveLength(1_201);
    expect(new Set(seen).size).toBe(1_201);
    const places = new Map(seen.map((text, index) => [text, index]));
    const place = (type: string, trial: number): number => places.get(`${type} ${String(trial)}`) ?? NaN;
    for (let trial = 0; trial < 400; trial += 1) {
      expect(place('trial-begun', trial)).toBeLessThan(place('trial-reported', trial));
      expect(place('trial-reported', trial)).toBeLessThan(place('trial-ended', trial));
    }
  });

  it('are the team’s own, and refused after what is no event of the study', async () => {
    await harness.create('ours');
    const first = (name: string, query: Query, principal = 'vera') => watch(name, query, 0, principal).next();
    await expect(first('ours', {}, 'bob')).rejects.toThrow(ForbiddenError);
    await expect(first('nowhere', {})).rejects.toThrow(NotFoundError);
    for (const after of ['x', '1', '1-', '1-0', '0-1', '-1--1'])
      await expect(first('ours', { after })).rejects.toThrow(InvalidInputError);
  });
});
