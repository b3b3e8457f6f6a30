import { jobText, teamText } from './document-texts.ts';
import type { MalformedDocument } from './malformed-document.ts';

/** Units. */
export const wrongUnits: readonly MalformedDocument[] = [
  {
    what: 'memory without a unit',
    text: jobText('  resources: { memory: "512" }'),
    at: '8:24',
    path: 'spec.resources.memory',
    message: '"512": that is 512 bytes, less than 1Mi; is 512Mi or 512Gi meant?',
  },
  {
    what: 'memory as a number',
    text: jobText('  resources: { memory: 512 }'),
    at: '8:24',
    path: 'spec.resources.memory',
    message: 'the number 512 is not text',
  },
  {
    what: 'memory in milli-bytes',
    text: jobText('  resources: { memory: 400m }'),
    at: '8:24',
    path: 'spec.resources.memory',
    message: '"400m": that is 1 bytes, less than 1Mi; expected a number of bytes such as 512Mi or 4Gi',
  },
  {
    what: 'memory in GB',
    text: jobText('  resources: { memory: 4GB }'),
    at: '8:24',
    path: 'spec.resources.memory',
    message: '"4GB": expected a number of bytes with a unit, such as 512Mi or 4Gi',
  },
  {
    what: 'CPU in bytes',
    text: jobText('  resources: { cpu: 4Gi }'),
    at: '8:21',
    path: 'spec.resources.cpu',
    message: '"4Gi": more than 4096 cores; expected a number such as 500m or 2',
  },
  {
    what: 'CPU as a word',
    text: jobText('  resources: { cpu: two }'),
    at: '8:21',
    path: 'spec.resources.cpu',
    message: '"two": expected a number of cores such as 500m (half a core) or 2',
  },
  {
    what: 'CPU as a boolean',
    text: jobText('  resources: { cpu: true }'),
    at: '8:21',
    path: 'spec.resources.cpu',
    message: 'true: expected a number of cores such as 500m or 2',
  },
  {
    what: 'an unknown accelerator',
    text: jobText('  resources: { accelerators: { type: h100, count: 1 } }'),
    at: '8:38',
    path: 'spec.resources.accelerators.type',
    message:
      '"h100": expected nvidia, amd, intel, gaudi, tpu, neuron, or a resource name such as nvidia.com/gpu',
  },
  {
    what: 'one accelerator by two names',
    text: teamText('  quota: { accelerators: { nvidia: 1, nvidia.com/gpu: 2 } }'),
    at: '5:26',
    path: 'spec.quota.accelerators',
    message: 'two names of the same accelerator',
  },
  {
    what: 'a duration without a unit',
    text: jobText('  timeout: "600"'),
    at: '8:12',
    path: 'spec.timeout',
    message: '"600": expected a duration with units ms, s, m, h or d, such as 90s or 1h30m; is 600s meant?',
  },
  {
    what: 'a duration as a number',
    text: jobText('  timeout: 600'),
    at: '8:12',
    path: 'spec.timeout',
    message: 'the number 600 is not text',
  },
  {
    what: 'a duration in words',
    text: jobText('  timeout: ten minutes'),
    at: '8:12',
    path: 'spec.timeout',
    message: '"ten minutes": expected a duration with units ms, s, m, h or d, such as 90s or 1h30m',
  },
  {
    what: 'a duration beyond its bound',
    text: jobText('  timeout: 91d'),
    at: '8:12',
    path: 'spec.timeout',
    message: '"91d": expected at most 90d',
  },
  {
    what: 'a first wait beyond the longest',
    text: jobText('  retries: { backoff: { initial: 10m } }'),
    at: '8:23',
    path: 'spec.retries.backoff',
    message: 'the initial wait 10m is longer than the longest, 5m',
  },
];
