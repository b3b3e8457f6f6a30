import { describe, expect, it } from '@jest/globals';
import { checkArtifactLocation } from './artifact-location.ts';
import { checkDatasetInput } from './datasets.ts';
import { checkExperimentName, checkExperimentTag } from './experiments.ts';
import { checkRunId, parseExperimentId, parseModelVersion } from './identifiers.ts';

describe('an experiment', () => {
  it('has a name of at most 500 characters', () => {
    expect(() => {
      checkExperimentName('n'.repeat(500));
    }).not.toThrow();
    expect(() => {
      checkExperimentName('');
    }).toThrow("Invalid experiment name: ''");
    expect(() => {
      checkExperimentName('n'.repeat(501));
    }).toThrow("'name' exceeds the maximum length of 500 characters");
  });

  it('refuses tags that are too long instead of cutting them', () => {
    expect(() => {
      checkExperimentTag({ key: 'a', value: 'x'.repeat(20_001) });
    }).toThrow("'value' exceeds the maximum length of 20000 characters");
  });

  it.each([
    's3://bucket/path',
    'mlflow-artifacts:/0',
    'file:///data',
    '/data',
    'data',
    'gs://b/?a=b',
    'C:\\data',
  ])('may keep its artifacts in %j', (location) => {
    expect(() => {
      checkArtifactLocation(location);
    }).not.toThrow();
  });

  it.each([
    ['s3://b/a#b', "'artifact_location' URL can't include fragments or params."],
    ['data;a', "'artifact_location' URL can't include fragments or params."],
    ['s3://b/?a=%252e%252e/x', 'Invalid query string'],
    ['http://169.254.169.254/', "'artifact_location' cannot use the 'http' scheme"],
    ['SFTP://host/a', "'artifact_location' cannot use the 'sftp' scheme"],
    ['mlflow-artifacts://host/a', "'artifact_location' cannot use the 'mlflow-artifacts' scheme"],
    ['runs:/1/a', "Artifact location cannot be a runs:/ URI. Given: 'runs:/1/a'"],
    [`s3://${'b'.repeat(2048)}`, 'The length of the artifact path cannot be greater than 2048 characters.'],
  ])('may not keep its artifacts in %j', (location, message) => {
    expect(() => {
      checkArtifactLocation(location);
    }).toThrow(message);
  });
});

describe('an id', () => {
  it('of an experiment is a whole number of 64 bit in any form', () => {
    expect(['0', '007', ' 5 ', '-1', '9223372036854775807'].map(parseExperimentId)).toEqual([
      '0',
      '7',
      '5',
      '-1',
      '9223372036854775807',
    ]);
    for (const text of ['', 'a', '1.5', '9223372036854775808', '1'.repeat(200)]) {
      expect(() => parseExperimentId(text)).toThrow(
        `Invalid experiment ID '${text}'. Experiment ID must be a valid integer.`,
      );
    }
  });

  it('of a run has letters, digits, dashes and underscores', () => {
    expect(() => {
      checkRunId('a'.repeat(256));
      checkRunId('1-b_c');
    }).not.toThrow();
    for (const id of ['', '-a', 'a b', '../a', 'a'.repeat(257), "a'"]) {
      expect(() => {
        checkRunId(id);
      }).toThrow(`Invalid value "${id}" for parameter 'run_id' supplied.`);
    }
  });

  it('of a model version is a whole number', () => {
    expect(parseModelVersion('12')).toBe(12);
    expect(() => parseModelVersion('latest')).toThrow(
      "Parameter 'version' must be an integer, got 'latest'.",
    );
  });
});

describe('a dataset', () => {
  const dataset = { name: 'd', digest: '1', source: 's', schema: undefined, profile: undefined };

  it.each([
    [
      { dataset: { ...dataset, name: 'd'.repeat(501) }, tags: [] },
      "'name' exceeds the maximum length of 500 characters",
    ],
    [
      { dataset: { ...dataset, digest: 'd'.repeat(37) }, tags: [] },
      "'digest' exceeds the maximum length of 36 characters",
    ],
    [
      { dataset, tags: [{ key: 'k', value: 'v'.repeat(501) }] },
      "'value' exceeds the maximum length of 500 characters",
    ],
  ])('is refused when a part of it is too long (%#)', (input, message) => {
    expect(() => {
      checkDatasetInput(input);
    }).toThrow(message);
  });
});
