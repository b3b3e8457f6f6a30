import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isMetricName, readMetricLine } from './metric-lines.ts';

const metric = (name: string, value: number, step?: number): object => ({
  type: 'metric',
  name,
  value,
  ...(step !== undefined && { step }),
});

describe('reading a metric line', () => {
  it.each<[string, object[]]>([
    [
      'slipway-metric accuracy=0.9722 loss=0.081 step=3',
      [metric('accuracy', 0.9722, 3), metric('loss', 0.081, 3)],
    ],
    ['  slipway-metric\tloss=1e-3  ', [metric('loss', 0.001)]],
    ['slipway-metric step=7 val/f1@top-5%=-.5', [metric('val/f1@top-5%', -0.5, 7)]],
    ['slipway-metric a=1 a=2', [metric('a', 2)]],
    ['slipway-metric a=+3.', [metric('a', 3)]],
    ['slipway-progress 0.4 epoch 2 of 5', [{ type: 'progress', fraction: 0.4, message: 'epoch 2 of 5' }]],
    ['slipway-progress 1', [{ type: 'progress', fraction: 1 }]],
  ])('understands %j', (line, expected) => {
    expect(readMetricLine(line)).toEqual(expected);
  });

  it.each([
    ['slipway-metric', 'there is no NAME=VALUE'],
    ['slipway-metric step=3', 'there is no NAME=VALUE'],
    ['slipway-metric accuracy', '"accuracy" is not NAME=VALUE'],
    ['slipway-metric =1', '"=1" is not NAME=VALUE'],
    ['slipway-metric 1a=1', '"1a=1" is not NAME=VALUE'],
    ['slipway-metric loss=nan', 'the value of loss is not a finite number'],
    ['slipway-metric loss=1e999', 'the value of loss is not a finite number'],
    ['slipway-metric loss=', 'the value of loss is not a finite number'],
    ['slipway-metric loss=0x10', 'the value of loss is not a finite number'],
    ['slipway-metric loss=1 step=1.5', 'step is not an integer'],
    ['slipway-metric loss=1 step=1e300', 'step is not an integer'],
    [
      `slipway-metric ${Array.from({ length: 101 }, (_, index) => `m${String(index)}=1`).join(' ')}`,
      'there are more than 100 values',
    ],
    [`slipway-metric ${'a'.repeat(251)}=1`, 'is not NAME=VALUE'],
    ['slipway-progress', 'progress is not a number from 0 to 1'],
    ['slipway-progress 1.01', 'progress is not a number from 0 to 1'],
    ['slipway-progress half', 'progress is not a number from 0 to 1'],
  ])('says what is wrong with %j', (line, reason) => {
    expect(readMetricLine(line)).toEqual({ malformed: expect.stringContaining(reason) });
  });

  it.each([
    '',
    'accuracy=1',
    'x slipway-metric a=1',
    'slipway-metrics a=1',
    'slipway-',
    'Slipway-metric a=1',
  ])('takes %j for an ordinary line', (line) => {
    expect(readMetricLine(line)).toBeUndefined();
  });

  it('gives finite numbers of names that fit, or none, whatever the line', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('step=1', 'a=1', 'b=-2e5', 'NaN', '=', '0.5'));
    fc.assert(
      fc.property(
        fc.constantFrom('slipway-metric', 'slipway-progress', 'other'),
        fc.array(word),
        (first, words) => {
          const meaning = readMetricLine([first, ...words].join(' '));
          if (meaning === undefined || 'malformed' in meaning) return;
          for (const report of meaning)
            if (report.type === 'metric')
              expect([isMetricName(report.name), Number.isFinite(report.value)]).toEqual([true, true]);
            else expect(report.fraction >= 0 && report.fraction <= 1).toBe(true);
        },
      ),
    );
  });
});
