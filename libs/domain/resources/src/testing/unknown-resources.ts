import { jobText, teamText } from './document-texts.ts';
import type { MalformedDocument } from './malformed-document.ts';

/** Which resource it is. */
export const unknownResources: readonly MalformedDocument[] = [
  {
    what: 'no apiVersion',
    text: 'kind: Job\n',
    at: '1:1',
    path: 'apiVersion',
    message: 'the field apiVersion is missing',
  },
  {
    what: 'another apiVersion',
    text: 'apiVersion: slipway.dev/v2\nkind: Job\n',
    at: '1:13',
    path: 'apiVersion',
    message: '"slipway.dev/v2" is not slipway.dev/v1',
    suggestion: 'slipway.dev/v1',
  },
  {
    what: 'a Kubernetes object',
    text: 'apiVersion: batch/v1\nkind: Job\n',
    at: '1:13',
    path: 'apiVersion',
    message: '"batch/v1" is not slipway.dev/v1',
  },
  {
    what: 'no kind',
    text: 'apiVersion: slipway.dev/v1\n',
    at: '1:1',
    path: 'kind',
    message: 'the field kind is missing',
  },
  {
    what: 'an unknown kind',
    text: 'apiVersion: slipway.dev/v1\nkind: job\n',
    at: '2:7',
    path: 'kind',
    message: '"job" is not a kind of slipway.dev/v1',
    suggestion: 'Job',
  },
  {
    what: 'a kind from the prototype',
    text: 'apiVersion: slipway.dev/v1\nkind: constructor\n',
    at: '2:7',
    path: 'kind',
    message: '"constructor" is not a kind of slipway.dev/v1',
  },
  {
    what: 'no spec',
    text: teamText('  members: []').replace(/spec:.*/s, ''),
    at: '1:1',
    path: 'spec',
    message: 'the field spec is missing',
  },
  {
    what: 'the same resource twice',
    text: `${jobText('')}---\n${jobText('')}`,
    at: '12:19',
    path: 'metadata.name',
    message: 'Job/demo/train is in the file already, in line 1',
  },
];
