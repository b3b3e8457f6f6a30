import { expect, it } from '@jest/globals';
import { StudySpec, type Trial } from '@slipway/contracts';
import { trialsTable } from './trials-table.ts';

const spec = StudySpec.parse({
  parameters: [
    { name: 'x, y', kind: 'float', low: -9, high: 9 },
    { name: '=model', kind: 'categorical', choices: ['=1+1', '"a"', '-b', true] },
  ],
  objectives: [{ metric: 'loss', direction: 'minimize' }],
  outcomeConstraints: [{ metric: 'latency' }],
});
const trial = (change: Partial<Trial>): Trial => ({
  ...{ id: 0, state: 'complete', parameters: {}, values: [], constraints: [], improved: false },
  ...{ handedOut: 1, suggested: true, createdAt: '2026-11-26T12:00:00.000Z' },
  ...change,
});

it('a table of trials is quoted, ends its lines as CSV does, and has no formulas', () => {
  const { head, rows } = trialsTable(spec);
  expect(head).toBe(
    'id,state,"parameters.x, y",parameters.=model,values.loss,constraints.latency,' +
      'feasible,cost,improved,parent,fromStep,toStep,worker,note,createdAt,begunAt,endedAt\r\n',
  );
  expect(
    rows([
      trial({
        parameters: { 'x, y': -1.5, '=model': '=1+1' },
        ...{ values: [-0.25], constraints: [1e-7], feasible: false, cost: 3, improved: true },
        training: { parent: 4, fromStep: 10, toStep: 20 },
        ...{ worker: '@home', note: 'two\nlines' },
      }),
      trial({ id: 1, state: 'failed', parameters: { 'x, y': 0, '=model': '"a"' } }),
      trial({ id: 2, state: 'failed', parameters: { '=model': '-b' } }),
      trial({ id: 3, state: 'failed', parameters: { '=model': true } }),
    ]),
  ).toBe(
    `0,complete,-1.5,'=1+1,-0.25,1e-7,false,3,true,4,10,20,'@home,"two\nlines",2026-11-26T12:00:00.000Z,,\r\n` +
      '1,failed,0,"""a""",,,,,false,,,,,,2026-11-26T12:00:00.000Z,,\r\n' +
      "2,failed,,'-b,,,,,false,,,,,,2026-11-26T12:00:00.000Z,,\r\n" +
      '3,failed,,true,,,,,false,,,,,,2026-11-26T12:00:00.000Z,,\r\n',
  );
});

it('a table of no trials is its head alone', () => {
  expect(trialsTable(spec).rows([])).toBe('');
});
