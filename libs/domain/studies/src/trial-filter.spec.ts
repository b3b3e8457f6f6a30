import { describe, expect, it } from '@jest/globals';
import { parseTrialFilter } from './trial-filter.ts';

const study = {
  parameters: ['lr', 'model', 'my "own" name'],
  objectives: [
    { metric: 'loss', direction: 'minimize' },
    { metric: 'val/acc', direction: 'maximize' },
  ] as const,
  outcomeConstraints: [{ metric: 'latency' }],
};
const read = (text: string) => parseTrialFilter(text, study);
const comparisons = (text: string) => {
  const filter = read(text);
  return filter.kind === 'filter' ? filter.comparisons : filter.message;
};

describe('a filter of trials', () => {
  it('compares parameters, values, constraints and the cost', () => {
    expect(
      comparisons(`parameters.lr>=1e-3 and values.val/acc < .5 AND constraints.latency != -2. and cost=3`),
    ).toEqual([
      { field: { kind: 'parameter', name: 'lr' }, operator: '>=', value: 0.001 },
      { field: { kind: 'value', index: 1 }, operator: '<', value: 0.5 },
      { field: { kind: 'constraint', index: 0 }, operator: '!=', value: -2 },
      { field: { kind: 'cost' }, operator: '=', value: 3 },
    ]);
  });

  it('takes texts with “and” and quotes in them, booleans, and quoted names', () => {
    expect(
      comparisons(`parameters.model = 'salt and ''pepper''' and parameters."my ""own"" name" != true`),
    ).toEqual([
      { field: { kind: 'parameter', name: 'model' }, operator: '=', value: "salt and 'pepper'" },
      { field: { kind: 'parameter', name: 'my "own" name' }, operator: '!=', value: true },
    ]);
  });

  it.each([
    ['', 'parameters.NAME, values.METRIC, constraints.METRIC or cost is expected at the end'],
    ['values.los < 1', 'the study has no objective los: it has loss, val/acc'],
    ['constraints.loss < 1', 'the study has no outcome constraint loss: it has latency'],
    ['parameters.x = 1', 'the study has no parameter x: it has lr, model, my "own" name'],
    ['values.loss ~ 1', '<= >= != = < > is expected at "~ 1"'],
    ['values.loss < 1x', `a number, 'a text', true or false is expected at "1x"`],
    [`values.loss = 'a'`, 'values.loss is compared with a number'],
    [`parameters.model < 'a'`, 'a text or a boolean is = or !=, not <'],
    ['cost > 1 or cost < 0', 'and is expected at "or cost < 0"'],
    ['cost > 1 and', 'and is expected at "and"'],
  ])('that is %j is refused', (text, message) => {
    expect(read(text)).toEqual({ kind: 'invalid', message });
  });

  it('takes long nonsense in no time', () => {
    expect(read(`${'parameters.'.repeat(90)}lr`)).toMatchObject({ kind: 'invalid' });
    expect(read(`parameters."${'""'.repeat(400)}`)).toMatchObject({ kind: 'invalid' });
  });
});
