import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TuningHarness } from './testing/tuning-harness.ts';

let harness: TuningHarness;

const study = 'odd';
const trials = { running: 0, complete: 1, pruned: 2, failed: 3, waiting: 4, missing: 5 };

beforeAll(async () => {
  harness = await TuningHarness.start();
  await harness.create(study);
  await harness.ids(study, 'a', 4);
  await harness.report(study, trials.running, 'a', 3, 0.75);
  await harness.report(study, trials.pruned, 'a', 1, 0.25);
  await harness.tell(study, trials.complete, 0.5);
  await harness.tell(study, trials.pruned, { state: 'pruned' });
  await harness.tell(study, trials.failed, { state: 'failed' });
  await harness.enqueue(study, 0.125);
});

afterAll(() => harness.stop());

/** A call as anybody may send it: a text goes as it is. */
async function post(
  place: string,
  body: unknown,
): Promise<{ readonly status: number; readonly answer: string }> {
  const answer = await fetch(`${harness.as('alice').url}/v1/teams/vision/studies/${study}/trials${place}`, {
    method: 'POST',
    headers: { authorization: 'Bearer alice', 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, answer: await answer.text() };
}

const complete = (...values: readonly unknown[]) => ({ state: 'complete', values });
const report = (step: unknown, ...values: readonly unknown[]) => ({ worker: 'a', step, values });
type Row = readonly [what: string, trial: number | string, body: unknown, status: number, answer: string];

describe('a result that changes nothing', () => {
  it.each<Row>([
    ['without values', trials.running, complete(), 400, 'needs 1 value (loss), and 0 values came'],
    ['with more values', trials.running, complete(1, 2), 400, 'needs 1 value (loss), and 2 values came'],
    ['with far too many values', trials.running, complete(...Array<number>(11).fill(1)), 400, 'body.values'],
    [
      'early, with more values',
      trials.running,
      { state: 'pruned', values: [1, 2] },
      400,
      '1 value (loss) at the most',
    ],
    [
      'of a failure, with a value',
      trials.running,
      { state: 'failed', values: [1] },
      400,
      'then it has no values',
    ],
    ['with constraints', trials.running, { ...complete(1), constraints: [1] }, 400, 'needs 0 constraints'],
    ['that is null', trials.running, complete(null), 400, 'body.values[0]'],
    ['that is another text', trials.running, complete('nan'), 400, 'body.values[0]'],
    ['that is a number as a text', trials.running, complete('0.5'), 400, 'body.values[0]'],
    [
      'too large for a number',
      trials.running,
      '{"state":"complete","values":[1e999]}',
      400,
      'body.values[0]',
    ],
    ['of NaN that is no JSON', trials.running, '{"state":"complete","values":[NaN]}', 400, 'JSON'],
    ['that is still running', trials.running, { state: 'running' }, 400, 'body.state'],
    ['with a cost below zero', trials.running, { ...complete(1), cost: -1 }, 400, 'body.cost'],
    ['with a field that there is not', trials.running, { ...complete(1), value: 1 }, 400, 'value'],
    ['of a trial that waits', trials.waiting, complete(1), 400, 'has not begun: ask for it first'],
    ['of a trial that there is not', trials.missing, complete(1), 404, 'There is no trial 5 in study odd.'],
    ['of a trial before the first', -1, complete(1), 400, 'trial'],
    ['of a trial that has no number', 'first', complete(1), 400, 'trial'],
    ['beyond all trials', 1e9, complete(1), 400, 'trial'],
    ['again', trials.complete, complete(0.5), 200, '"repeated":true'],
    ['again, of one that was stopped', trials.pruned, { state: 'pruned' }, 200, '"repeated":true'],
    [
      'again, with its last value',
      trials.pruned,
      { state: 'pruned', values: [0.25] },
      200,
      '"repeated":true',
    ],
    ['again, of a failure', trials.failed, { state: 'failed' }, 200, '"repeated":true'],
    ['of NaN for a failure', trials.failed, complete('NaN'), 200, '"repeated":true'],
    [
      'that is another one',
      trials.complete,
      complete(0.25),
      409,
      'complete with 0.5 already: the first result',
    ],
    ['of NaN for one that is complete', trials.complete, complete('NaN'), 409, 'the first result counts'],
    ['of a failure that is complete', trials.complete, { state: 'failed' }, 409, 'the first result counts'],
    ['of one that was stopped before', trials.pruned, complete(0.25), 409, 'is pruned with 0.25 already'],
    ['of one that failed before', trials.failed, complete(0.5), 409, 'is failed already'],
  ])('%s has its answer', async (_what, trial, body, status, answer) => {
    await hasItsAnswer(`/${String(trial)}:tell`, body, status, answer);
  });
});

describe('a report that changes nothing', () => {
  it.each<Row>([
    ['of an earlier step', trials.running, report(2, 0.1), 200, '{"stop":false}'],
    ['of the same step', trials.running, report(3, 0.1), 200, '{"stop":false}'],
    ['of another worker', trials.running, { ...report(4, 1), worker: 'b' }, 200, 'is not with worker b'],
    ['of a trial that waits', trials.waiting, report(1, 1), 200, 'trial 4 is not with worker a'],
    [
      'of one that is complete',
      trials.complete,
      report(9, 1),
      200,
      '{"stop":true,"reason":"trial 1 is complete already"}',
    ],
    ['of one that was stopped', trials.pruned, report(9, 1), 200, 'trial 2 is pruned already'],
    ['of one that failed', trials.failed, report(9, 1), 200, 'trial 3 is failed already'],
    ['of one that there is not', trials.missing, report(1, 1), 404, 'There is no trial 5 in study odd.'],
    ['without values', trials.running, report(4), 400, 'body.values'],
    ['with more values', trials.running, report(4, 1, 2), 400, 'a report has 1 to 1 values, and 2 came'],
    ['before the first step', trials.running, report(-1, 1), 400, 'body.step'],
    ['between two steps', trials.running, report(1.5, 1), 400, 'body.step'],
    ['of a step beyond all counting', trials.running, report(2 ** 53, 1), 400, 'body.step'],
    ['of a step that is a text', trials.running, report('4', 1), 400, 'body.step'],
    ['of a worker without a name', trials.running, { ...report(4, 1), worker: '' }, 400, 'body.worker'],
  ])('%s has its answer', async (_what, trial, body, status, answer) => {
    await hasItsAnswer(`/${String(trial)}:report`, body, status, answer);
  });
});

async function hasItsAnswer(place: string, body: unknown, status: number, answer: string): Promise<void> {
  const before = [await harness.study(study), await harness.trials(study)];
  expect(await post(place, body)).toEqual({ status, answer: expect.stringContaining(answer) });
  expect([await harness.study(study), await harness.trials(study)]).toEqual(before);
}

describe('a worker that goes on after the end of its study', () => {
  it('keeps its trial, reports and tells it, and gets no other one', async () => {
    await harness.create('ended');
    await harness.ids('ended', 'a');
    await harness.ids('ended', 'b');
    await harness.change('ended', 'stopStudy');
    expect(await harness.ids('ended', 'a', 2)).toEqual([0]);
    expect(await harness.report('ended', 0, 'a', 1, 0.5)).toEqual({ stop: false });
    expect(await harness.tell('ended', 0, 0.5)).toEqual({ state: 'complete', repeated: false });
    expect(await harness.report('ended', 0, 'a', 2, 0.5)).toMatchObject({ stop: true });
    harness.clock.advance(24 * 3_600_000);
    expect(await harness.ids('ended', 'a', 2)).toEqual([]);
    // Silent for longer than its lease: nobody else took its trial, so that it still has it.
    expect(await harness.report('ended', 1, 'b', 1, 0.5)).toEqual({ stop: false });
    expect(await harness.tell('ended', 1, { state: 'complete', values: ['Infinity'] })).toMatchObject({
      state: 'failed',
    });
    expect(await harness.study('ended')).toMatchObject({
      ...{ state: 'ended', reason: 'stopped by alice' },
      counts: { waiting: 0, running: 0, complete: 1, failed: 1 },
    });
  });
});
