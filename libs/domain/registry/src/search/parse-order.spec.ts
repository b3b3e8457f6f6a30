import { describe, expect, it } from '@jest/globals';
import { parseExperimentOrder } from './experiment-search.ts';
import { parseLoggedModelOrder } from './logged-model-order.ts';
import { parseModelVersionOrder } from './model-version-search.ts';
import { parseRegisteredModelOrder } from './registered-model-search.ts';
import { parseRunOrder } from './run-search.ts';

describe('an order', () => {
  it('of runs names metrics, params, tags and attributes, upwards unless it says DESC', () => {
    expect(parseRunOrder(['metrics.`val loss` DESC', 'param."lr"', 'tags.a.b asc', 'created desc'])).toEqual([
      { entity: 'metric', key: 'val loss', ascending: false },
      { entity: 'param', key: 'lr', ascending: true },
      { entity: 'tag', key: 'a.b', ascending: true },
      { entity: 'attribute', key: 'start_time', ascending: false },
    ]);
  });

  it('of registered models knows their last update by two names', () => {
    const byUpdate = { entity: 'attribute', key: 'last_updated_timestamp', ascending: false };
    expect(parseRegisteredModelOrder(['timestamp DESC'])).toEqual([byUpdate]);
    expect(parseRegisteredModelOrder(['last_updated_timestamp DESC'])).toEqual([byUpdate]);
  });

  it('of experiments takes a field that is named twice as it stands first', () => {
    expect(parseExperimentOrder(['name', 'name DESC'])).toEqual([
      { entity: 'attribute', key: 'name', ascending: true },
    ]);
  });

  it('of logged models names attributes, and metrics with the dataset that they were measured on', () => {
    const request = { ascending: false, datasetName: 'd', datasetDigest: undefined };
    expect(
      parseLoggedModelOrder([
        { ...request, fieldName: 'metrics.a.b' },
        { ...request, fieldName: 'creation_time' },
      ]),
    ).toEqual([
      { ...request, entity: 'metric', key: 'a.b' },
      { ...request, entity: 'attribute', key: 'creation_timestamp' },
    ]);
  });

  it.each([
    [
      () => parseRunOrder(['metrics.a sideways']),
      "Invalid ordering key in order_by clause 'metrics.a sideways'.",
    ],
    [() => parseRunOrder(['metrics.a, b']), "Invalid order_by clause 'metrics.a, b'. Could not be parsed."],
    [() => parseRunOrder(['']), "Invalid order_by clause ''. Could not be parsed."],
    [() => parseRunOrder(["metrics.a'"]), "Invalid order_by clause 'metrics.a''. Could not be parsed."],
    [() => parseRunOrder(['foo']), "Invalid attribute key 'foo' specified. Valid keys are"],
    [() => parseRunOrder(['dataset.name']), "Invalid entity type 'dataset'."],
    [
      () => parseRunOrder(['created', 'attr.start_time']),
      "`order_by` contains duplicate fields: ['created', 'attr.start_time']",
    ],
    [() => parseRunOrder(Array<string>(51).fill('a')), 'at most 50 are allowed'],
    [() => parseExperimentOrder(['tags.a']), 'Invalid order_by entity: tag'],
    [
      () => parseRegisteredModelOrder(['version']),
      "Invalid order by key 'version' specified. Valid keys are '{'name', 'timestamp'}'",
    ],
    [() => parseModelVersionOrder(['tags.a']), "Invalid order by key 'a' specified."],
    [
      () =>
        parseLoggedModelOrder([
          { fieldName: 'params.a', ascending: true, datasetName: undefined, datasetDigest: undefined },
        ]),
      'Invalid order by field name: params.a. Only metrics are supported.',
    ],
    [
      () =>
        parseLoggedModelOrder([
          { fieldName: 'foo', ascending: true, datasetName: undefined, datasetDigest: undefined },
        ]),
      'Invalid order by field name: foo',
    ],
  ])('is refused as MLflow refuses it (%#)', (parse, message) => {
    expect(parse).toThrow(expect.objectContaining({ errorCode: 'INVALID_PARAMETER_VALUE' }));
    expect(parse).toThrow(message);
  });
});
