import { describe, expect, it } from '@jest/globals';
import { parseNodes } from './node-specification.ts';

describe('nodes on the command line', () => {
  it('have capacities, labels, taints and a zone', () => {
    expect(
      parseNodes(
        'tpu:google.com/tpu=8,zone=eu-1b,label:tier=spot,taint:google.com/tpu:NoSchedule,taint:a=b:NoExecute',
      ),
    ).toEqual([
      {
        name: 'tpu',
        capacity: { 'google.com/tpu': '8' },
        zone: 'eu-1b',
        labels: { tier: 'spot' },
        taints: [
          { key: 'google.com/tpu', effect: 'NoSchedule' },
          { key: 'a', value: 'b', effect: 'NoExecute' },
        ],
      },
    ]);
  });

  it('show folders of this machine in containers of an image', () => {
    expect(
      parseNodes('cpu:image:registry.example.org:5000/slipway:1=/opt/slipway/runner=/home/me/dist/runner'),
    ).toEqual([
      {
        name: 'cpu',
        imageFiles: {
          'registry.example.org:5000/slipway:1': { '/opt/slipway/runner': '/home/me/dist/runner' },
        },
      },
    ]);
  });

  it('are numbered when there are several', () => {
    expect(parseNodes('idle*2:idle,pods=500')).toEqual([
      { name: 'idle-1', idle: true, capacity: { pods: '500' } },
      { name: 'idle-2', idle: true, capacity: { pods: '500' } },
    ]);
  });

  it.each([
    ['GPU', 'begin with a name'],
    ['gpu*0', 'from 1 to 1000 nodes, not 0'],
    ['gpu:memory', '"memory" is not KEY=VALUE'],
    ['cpu:image:slipway=dist/runner', 'files of an image are IMAGE=PATH=FOLDER'],
    ['gpu:taint:x:Never', 'a taint is KEY[=VALUE]:EFFECT'],
  ])('are refused as %s', (text, message) => {
    expect(() => parseNodes(text)).toThrow(message);
  });
});
