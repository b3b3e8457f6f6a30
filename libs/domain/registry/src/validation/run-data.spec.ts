import { describe, expect, it } from '@jest/globals';
import { checkBatchSize, checkedBatch } from './batch.ts';
import { checkedParam, checkedRunTag, checkMetric, checkUniqueParamKeys } from './run-data.ts';

const metric = { key: 'loss', value: 0.5, timestamp: 1 };
const param = { key: 'lr', value: '1' };
const many = <Item>(count: number, item: Item): Item[] => Array<Item>(count).fill(item);

describe('a metric', () => {
  it('may be NaN or infinite', () => {
    expect(() => {
      checkMetric({ ...metric, value: NaN });
      checkMetric({ ...metric, value: -Infinity });
    }).not.toThrow();
  });

  it('is refused before the epoch, with the words of MLflow', () => {
    expect(() => {
      checkMetric({ key: 'loss', value: 3, timestamp: -5 }, 'metrics[2]');
    }).toThrow(
      "Invalid value -5 for parameter 'metrics[2].timestamp' supplied: metric 'loss' (value=3.0). " +
        'Timestamp must be a nonnegative long (64-bit integer) ',
    );
  });

  it('is refused when its name is longer than 250 characters', () => {
    expect(() => {
      checkMetric({ ...metric, key: 'ü'.repeat(251) });
    }).toThrow("'Metric name' exceeds the maximum length of 250 characters");
  });
});

describe('params and tags', () => {
  it('lose what is too long of their values, and no half of a character', () => {
    expect(checkedParam({ key: 'a', value: `${'x'.repeat(5999)}😀y` }).value).toBe(`${'x'.repeat(5999)}😀`);
    expect(checkedParam({ key: 'a', value: '😀'.repeat(6000) }).value).toBe('😀'.repeat(6000));
    expect(checkedRunTag({ key: 'a', value: 'x'.repeat(8001) }).value).toHaveLength(8000);
  });

  it('are refused when a key is too long', () => {
    const key = 'k'.repeat(251);
    expect(() => checkedParam({ key, value: '' })).toThrow(
      "'Param key' exceeds the maximum length of 250 characters",
    );
    expect(() => checkedRunTag({ key, value: '' }, 'tags[1]')).toThrow(
      "'tags[1].key' exceeds the maximum length of 250 characters",
    );
  });

  it('name each param once', () => {
    const params = [param, { key: "it's", value: '' }, param, param, { key: "it's", value: '' }];
    expect(() => {
      checkUniqueParamKeys(params);
    }).toThrow(
      "Duplicate parameter keys have been submitted: ['lr', 'lr', \"it's\"]. Please ensure the request contains",
    );
  });
});

describe('a batch', () => {
  it('is answered as it is kept', () => {
    const tags = [{ key: 'a', value: 'x'.repeat(9000) }];
    const kept = checkedBatch({ metrics: [metric], params: [param], tags });
    expect(kept).toEqual({
      metrics: [metric],
      params: [param],
      tags: [{ key: 'a', value: 'x'.repeat(8000) }],
    });
  });

  it('names the place of what it refuses', () => {
    const batch = { metrics: [metric], params: [param, { key: '', value: '' }], tags: [] };
    expect(() => checkedBatch(batch)).toThrow('Invalid value "" for parameter \'params[1].key\' supplied');
  });

  it.each([
    [{ metrics: many(1001, metric), params: [], tags: [] }, 'at most 1000 metrics. Got 1001 metrics.'],
    [{ metrics: [], params: many(101, param), tags: [] }, 'at most 100 params. Got 101 params.'],
    [{ metrics: [], params: [], tags: many(101, param) }, 'at most 100 tags. Got 101 tags.'],
    [
      { metrics: many(901, metric), params: many(100, param), tags: [] },
      'at most 1000 metrics, params, and tags. Got 1001 metrics, params, and tags.',
    ],
  ])('is refused when it holds too much (%#)', (batch, message) => {
    expect(() => {
      checkBatchSize(batch);
    }).toThrow(`A batch logging request can contain ${message}`);
  });

  it('may hold exactly as much as is allowed', () => {
    expect(() => {
      checkBatchSize({ metrics: many(800, metric), params: many(100, param), tags: many(100, param) });
    }).not.toThrow();
  });
});
