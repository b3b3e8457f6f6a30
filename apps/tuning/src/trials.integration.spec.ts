import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { studyEndpoints } from '@slipway/contracts';
import { ConflictError, InvalidInputError, NotFoundError } from '@slipway/kernel';
import { TuningHarness } from './testing/tuning-harness.ts';

let harness: TuningHarness;
let study = '';
let studies = 0;

beforeAll(async () => {
  harness = await TuningHarness.start();
});

beforeEach(async () => {
  study = `study-${String((studies += 1))}`;
  await harness.create(study);
});

afterAll(() => harness.stop());

const minute = 60_000;

describe('a worker that asks', () => {
  it('gets trials with parameters, and the same ones when it asks again', async () => {
    const first = await harness.ask(study, 'a', 2);
    expect(first.trials.map(({ id }) => id)).toEqual([0, 1]);
    for (const { parameters } of first.trials) expect(parameters.x).toBeGreaterThanOrEqual(0);
    expect(await harness.ask(study, 'a', 2)).toEqual(first);
    expect(await harness.ids(study, 'b', 1)).toEqual([2]);
    expect(await harness.ids(study, 'a', 3)).toEqual([0, 1, 3]);
  });

  it('gets the trial of one that went silent, whose report then says so', async () => {
    const { trials } = await harness.ask(study, 'a');
    harness.clock.advance(30 * minute);
    expect(await harness.report(study, 0, 'a', 1, 0.5)).toEqual({ stop: false });
    harness.clock.advance(59 * minute);
    expect(await harness.ids(study, 'b')).toEqual([1]);
    harness.clock.advance(1 * minute);
    expect(await harness.ask(study, 'c')).toMatchObject({ trials });
    expect(await harness.report(study, 0, 'a', 2, 0.5)).toEqual({
      stop: true,
      reason: 'trial 0 is not with worker a',
    });
    expect(await harness.tell(study, 0, 0.5)).toEqual({ state: 'complete', repeated: false });
    expect(await harness.report(study, 0, 'c', 3, 0.5)).toEqual({
      stop: true,
      reason: 'trial 0 is complete already',
    });
  });

  it('gets the trial that one gave back, at once and however often that happens', async () => {
    const release = (worker: string) =>
      harness.as('alice').call(studyEndpoints.releaseTrial, {
        params: { team: 'vision', name: study, trial: 0 },
        body: { worker },
      });
    for (const worker of ['a', 'b', 'c', 'd', 'e']) {
      expect(await harness.ids(study, worker)).toEqual([0]);
      expect(await release('somebody')).toEqual({ released: false });
      expect(await release(worker)).toEqual({ released: true });
    }
    expect(await harness.ids(study, 'f')).toEqual([0]);
    await harness.tell(study, 0, 0.5);
    expect(await release('f')).toEqual({ released: false });
  });

  it('does not get a trial that three others left: it fails, and says why', async () => {
    for (const worker of ['a', 'b', 'c']) {
      expect(await harness.ids(study, worker)).toEqual([0]);
      harness.clock.advance(60 * minute);
    }
    expect(await harness.ids(study, 'd')).toEqual([1]);
    expect(await harness.trials(study)).toMatchObject([
      { id: 0, state: 'failed', note: '3 workers took it and went silent', handedOut: 3 },
      { id: 1, state: 'running', worker: 'd' },
    ]);
  });

  it('gets what is enqueued first, in its order', async () => {
    expect((await harness.enqueue(study, 0.25, 0.75)).trials).toEqual([
      { id: 0, parameters: { x: 0.25 } },
      { id: 1, parameters: { x: 0.75 } },
    ]);
    expect(await harness.study(study)).toMatchObject({ counts: { waiting: 2, running: 0 } });
    expect((await harness.ask(study, 'a')).trials).toEqual([{ id: 0, parameters: { x: 0.25 } }]);
    expect(await harness.ids(study, 'b', 2)).toEqual([1, 2]);
    expect(await harness.trials(study)).toMatchObject([
      { suggested: false },
      { suggested: false },
      { suggested: true },
    ]);
  });

  it.each(['', 'a\u0000b', '\ud800', 'x'.repeat(251)])('is refused by the name %j', async (worker) => {
    await expect(harness.ask(study, worker)).rejects.toThrow(InvalidInputError);
  });

  it('is refused by a count that is none', async () => {
    for (const count of [0, 101, 1.5])
      await expect(harness.ask(study, 'a', count)).rejects.toThrow(InvalidInputError);
  });
});

describe('what is enqueued', () => {
  it('is refused as a whole when one of it does not fit', async () => {
    await expect(harness.enqueue(study, 0.5, 2)).rejects.toThrow(/configurations\[1\]/);
    expect(await harness.trials(study)).toEqual([]);
  });

  it('is refused beyond the trials of the study', async () => {
    await harness.enqueue(study, ...Array.from({ length: 9 }, () => 0.5));
    await expect(harness.enqueue(study, 0.1, 0.2)).rejects.toThrow('has room for 1 more: extend it first');
  });
});

describe('a result', () => {
  beforeEach(() => harness.ids(study, 'a', 3));

  it('is kept once, however often it is told', async () => {
    expect(await harness.tell(study, 0, 0.5)).toEqual({ state: 'complete', repeated: false });
    expect(await harness.tell(study, 0, 0.5)).toEqual({ state: 'complete', repeated: true });
    await expect(harness.tell(study, 0, 0.6)).rejects.toThrow(
      new ConflictError('trial 0 is complete with 0.5 already: the first result counts'),
    );
    expect(await harness.study(study)).toMatchObject({ counts: { running: 2, complete: 1 } });
  });

  it('told by many at once is kept once', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => harness.tell(study, 0, index % 2)),
    );
    const kept = answers.filter((answer) => answer.status === 'fulfilled' && !answer.value.repeated);
    expect(kept).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(4);
  });

  it.each(['NaN', 'Infinity', '-Infinity'] as const)('of %s makes the trial a failed one', async (value) => {
    const told = { state: 'complete' as const, values: [value] };
    const note = `a value was ${value}, which is no finite number`;
    expect(await harness.tell(study, 1, told)).toEqual({ state: 'failed', repeated: false, note });
    expect(await harness.tell(study, 1, told)).toEqual({ state: 'failed', repeated: true, note });
  });

  it('of negative zero is the same as zero', async () => {
    expect(await harness.tell(study, 2, -0)).toMatchObject({ repeated: false });
    expect(await harness.tell(study, 2, 0)).toMatchObject({ repeated: true });
  });

  it('that does not fit the objectives is refused, and may be told rightly then', async () => {
    await expect(harness.tell(study, 0, { state: 'complete', values: [1, 2] })).rejects.toThrow(
      'trial 0 needs 1 value (loss), and 2 values came',
    );
    await expect(harness.tell(study, 0, { state: 'failed', values: [1] })).rejects.toThrow(
      'then it has no values',
    );
    expect(await harness.tell(study, 0, 1)).toMatchObject({ repeated: false });
  });

  it('of a trial or a study that is not there is refused', async () => {
    await expect(harness.tell(study, 3, 1)).rejects.toThrow(
      new NotFoundError(`There is no trial 3 in study ${study}.`),
    );
    await expect(harness.tell('nowhere', 0, 1)).rejects.toThrow(NotFoundError);
    await harness.enqueue(study, 0.5);
    await expect(harness.tell(study, 3, 1)).rejects.toThrow('has not begun');
  });

  it('may come after the end of the study', async () => {
    await harness.create('late', { stop: { failures: 1 } });
    await harness.ids('late', 'a', 2);
    await harness.tell('late', 0, { state: 'failed' });
    expect(await harness.study('late')).toMatchObject({ state: 'ended' });
    expect(await harness.tell('late', 1, 3)).toMatchObject({ state: 'complete' });
    expect(await harness.study('late')).toMatchObject({
      state: 'ended',
      counts: { running: 0, complete: 1 },
    });
  });

  it('of a trial that was stopped early is what it reported last', async () => {
    await harness.report(study, 0, 'a', 4, 0.75);
    expect(await harness.tell(study, 0, { state: 'pruned' })).toMatchObject({ state: 'pruned' });
    expect((await harness.trials(study))[0]).toMatchObject({ state: 'pruned', values: [0.75] });
  });
});

describe('reports of a trial', () => {
  it('are kept by step, once, and shown by the last one', async () => {
    await harness.ids(study, 'a');
    await harness.report(study, 0, 'a', 1, 0.5);
    await harness.report(study, 0, 'a', 2, 'NaN');
    await harness.report(study, 0, 'a', 2, 0.7);
    await harness.report(study, 0, 'a', 1, 0.7);
    expect((await harness.trials(study))[0]).toMatchObject({ last: { step: 2, values: ['NaN'] } });
  });
});

describe('the trials of a study', () => {
  it('are listed page by page, all or those of a state', async () => {
    await harness.ids(study, 'a', 5);
    for (const trial of [1, 3]) await harness.tell(study, trial, trial);
    const list = async (state?: 'complete'): Promise<readonly number[]> => {
      const ids: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await harness.as('vera').call(studyEndpoints.listTrials, {
          params: { team: 'vision', name: study },
          query: { limit: 2, ...(state ? { state } : {}), ...(cursor === undefined ? {} : { cursor }) },
        });
        ids.push(...page.items.map(({ id }) => id));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return ids;
    };
    expect(await list()).toEqual([0, 1, 2, 3, 4]);
    expect(await list('complete')).toEqual([1, 3]);
    const wrong = { params: { team: 'vision', name: study }, query: { cursor: 'wrong' } };
    await expect(harness.as('vera').call(studyEndpoints.listTrials, wrong)).rejects.toThrow(
      InvalidInputError,
    );
  });
});
