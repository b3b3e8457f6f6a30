import { describe, expect, it } from '@jest/globals';
import { parseCommandLine } from './command-line.ts';

const up = (...args: readonly string[]) => parseCommandLine(['up', ...args]);

describe('the command line', () => {
  it('starts one cluster without a reconciler when nothing is said', () => {
    expect(up()).toMatchObject({
      command: 'up',
      clusters: [{ name: 'dev-1', reconcilers: [], nodes: [{ name: 'cpu-1' }, { name: 'gpu-1' }] }],
    });
  });

  it('puts both reconcilers on one cluster, and lets them take turns on several', () => {
    expect(up('--reconciler', 'both')).toMatchObject({ clusters: [{ reconcilers: ['flux', 'argocd'] }] });
    expect(up('--reconciler', 'both', '--clusters', '3')).toMatchObject({
      clusters: [
        { name: 'dev-1', reconcilers: ['flux'] },
        { name: 'dev-2', reconcilers: ['argocd'] },
        { name: 'dev-3', reconcilers: ['flux'] },
      ],
    });
  });

  it('collects nodes of several options', () => {
    expect(up('--nodes', 'cpu*2', '--nodes', 'gpu:nvidia.com/gpu=4,zone=eu-1a')).toMatchObject({
      clusters: [
        {
          nodes: [
            { name: 'cpu-1' },
            { name: 'cpu-2' },
            { name: 'gpu', zone: 'eu-1a', capacity: { 'nvidia.com/gpu': '4' } },
          ],
        },
      ],
    });
  });

  it.each([
    [['up', '--clusters', '0'], '--clusters is a number from 1 to 8, not 0'],
    [['up', '--reconciler', 'helm'], '--reconciler is flux, argocd, both or none, not helm'],
    [['up', '--nodes', 'a', '--nodes', 'a'], '--nodes gives two nodes the name a'],
    [['up', 'dev-1'], 'up does not take dev-1'],
    [['start'], 'no command is called start'],
    [['kubeconfig'], 'kubeconfig needs the name of a cluster, such as dev-1'],
    [['lose', 'dev-1'], 'lose needs a cluster and a node'],
  ])('refuses %j', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(message);
  });

  it('helps who says nothing', () => {
    expect(parseCommandLine([])).toEqual({ command: 'help' });
    expect(parseCommandLine(['up', '--help'])).toEqual({ command: 'help' });
  });
});
