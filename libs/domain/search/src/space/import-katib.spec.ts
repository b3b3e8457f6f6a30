import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { issuesOf } from '../validation/testing/issues-of.ts';
import { importKatib } from './import-katib.ts';

const parameter = (name: string, parameterType: string, feasibleSpace: unknown) => ({
  name,
  parameterType,
  feasibleSpace,
});
const experiment = (spec: object) => ({
  apiVersion: 'kubeflow.org/v1beta1',
  kind: 'Experiment',
  metadata: { name: 'tune' },
  spec: {
    objective: { type: 'maximize', objectiveMetricName: 'accuracy' },
    parameters: [parameter('lr', 'double', { min: '0.01', max: '0.1' })],
    ...spec,
  },
});

describe('an experiment of Katib', () => {
  it('becomes what is searched, and for what', () => {
    expect(
      importKatib(
        experiment({
          objective: {
            type: 'minimize',
            goal: 0.001,
            objectiveMetricName: 'loss',
            additionalMetricNames: ['accuracy'],
          },
          algorithm: { algorithmName: 'random' },
          parallelTrialCount: 2,
          maxTrialCount: 12,
          trialTemplate: {},
          parameters: [
            parameter('lr', 'double', { min: '1e-4', max: '0.1', distribution: 'logUniform' }),
            parameter('dropout', 'double', { min: '0', max: '0.5', step: '0.1', distribution: 'uniform' }),
            parameter('layers', 'int', { min: '2', max: '5' }),
            parameter('units', 'int', { min: '4', max: '512', distribution: 'logUniform' }),
            parameter('batch', 'discrete', { list: ['64', '16', '32'] }),
            parameter('optimizer', 'categorical', { list: ['sgd', 'adam'] }),
          ],
        }),
      ),
    ).toEqual({
      parameters: [
        { name: 'lr', kind: 'float', low: 1e-4, high: 0.1, scale: 'log' },
        { name: 'dropout', kind: 'float', low: 0, high: 0.5, scale: 'linear', step: 0.1 },
        { name: 'layers', kind: 'int', low: 2, high: 5, scale: 'linear', step: 1 },
        { name: 'units', kind: 'int', low: 4, high: 512, scale: 'log', step: 1 },
        { name: 'batch', kind: 'ordinal', values: [16, 32, 64] },
        { name: 'optimizer', kind: 'categorical', choices: ['sgd', 'adam'] },
      ],
      objective: { metric: 'loss', direction: 'minimize', goal: 0.001 },
      parallelism: 2,
      trials: 12,
    });
  });

  it('has three trials at a time and no end unless it says so', () => {
    expect(importKatib(experiment({}))).toEqual({
      parameters: [{ name: 'lr', kind: 'float', low: 0.01, high: 0.1, scale: 'linear' }],
      objective: { metric: 'accuracy', direction: 'maximize' },
      parallelism: 3,
    });
  });

  it('is refused with what is wrong or has no equivalent', () => {
    const spec = {
      nasConfig: {},
      objective: { type: 'maximise', goal: '0.9' },
      maxTrialCount: 0,
      parameters: [
        parameter('a', 'double', { min: '0', max: '1', distribution: 'normal' }),
        parameter('b', 'double', { min: '1', max: '9', step: '1', distribution: 'logUniform' }),
        parameter('c', 'discrete', { list: ['1', 'two'] }),
        parameter('d', 'int', { min: 'one', list: ['1'] }),
        parameter('e', 'unknown', {}),
      ],
    };
    expect(issuesOf(() => importKatib(experiment(spec))).map(({ path, message }) => [path, message])).toEqual(
      [
        ['spec.nasConfig', 'a search for architectures has no equivalent'],
        ['spec.parameters[0].feasibleSpace.distribution', 'a normal distribution has no equivalent'],
        ['spec.parameters[1].feasibleSpace.step', 'a logUniform distribution in steps has no equivalent'],
        ['spec.parameters[2].feasibleSpace.list[1]', '"two" is not a number'],
        ['spec.parameters[3].feasibleSpace.list', 'there is no field "list"'],
        ['spec.parameters[3].feasibleSpace.min', '"one" is not a number'],
        ['spec.parameters[3].feasibleSpace.max', 'the field max is missing'],
        [
          'spec.parameters[4].parameterType',
          '"unknown" is not one of "double", "int", "discrete", "categorical"',
        ],
        ['spec.objective.type', '"maximise" is not one of "minimize", "maximize"'],
        ['spec.objective.objectiveMetricName', 'the field objectiveMetricName is missing'],
        ['spec.objective.goal', '"0.9" is not a number'],
        ['spec.maxTrialCount', '0 is not a whole number above 0'],
      ],
    );
    expect(() => importKatib({ kind: 'Trial' })).toThrow('kind: "Trial" is not "Experiment"');
  });

  it('is read or refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        issuesOf(() => importKatib(input));
        issuesOf(() => importKatib({ spec: input }));
      }),
    );
  });
});
