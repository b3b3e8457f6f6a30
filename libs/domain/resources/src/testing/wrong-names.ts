import { clusterText, jobText, teamText } from './document-texts.ts';
import type { MalformedDocument } from './malformed-document.ts';

/** Names. */
export const wrongNames: readonly MalformedDocument[] = [
  {
    what: 'a name in upper case',
    text: jobText('', '{ name: Train, team: demo }'),
    at: '3:19',
    path: 'metadata.name',
    message:
      '"Train" is not a name: lower-case letters, digits and -, starting and ending with a letter or digit',
  },
  {
    what: 'a name that is too long',
    text: jobText('', `{ name: ${'x'.repeat(49)}, team: demo }`),
    at: '3:19',
    path: 'metadata.name',
    message: 'expected at most 48 characters, not 49',
  },
  {
    what: 'a reserved namespace',
    text: teamText('  members: []', 'kube-system'),
    at: '3:19',
    path: 'metadata.name',
    message: '"kube-system": this namespace belongs to the cluster, not to a team',
  },
  {
    what: "a label of Slipway's",
    text: jobText('', '{ name: train, team: demo, labels: { slipway.dev/run: x } }'),
    at: '3:48',
    path: 'metadata.labels["slipway.dev/run"]',
    message: '"slipway.dev/run": this prefix belongs to Slipway and Kubernetes',
  },
  {
    what: 'a malformed image',
    text: jobText('').replace('docker.io/library/python:3.13-slim', '--privileged'),
    at: '5:10',
    path: 'spec.image',
    message: '"--privileged" is not a container image such as docker.io/library/python:3.13-slim',
  },
  {
    what: 'a reserved variable',
    text: jobText('  env: [{ name: SLIPWAY_RUN, value: x }]'),
    at: '8:17',
    path: 'spec.env[0].name',
    message: '"SLIPWAY_RUN": Slipway sets this variable itself',
  },
  {
    what: 'a malformed variable',
    text: jobText('  env: [{ name: MY-VAR, value: x }]'),
    at: '8:17',
    path: 'spec.env[0].name',
    message: '"MY-VAR": expected letters, digits and _, not starting with a digit',
  },
  {
    what: 'a variable twice',
    text: jobText('  env: [{ name: A, value: x }, { name: A, value: y }]'),
    at: '8:40',
    path: 'spec.env[1].name',
    message: '"A": it is in the list twice',
  },
  {
    what: 'value and secret together',
    text: jobText('  env: [{ name: A, value: x, secret: { name: a, key: b } }]'),
    at: '8:9',
    path: 'spec.env[0]',
    message: 'expected name and either value or secret',
  },
  {
    what: 'a secret key that leads elsewhere',
    text: jobText('  env: [{ name: A, secret: { name: a, key: .. } }]'),
    at: '8:44',
    path: 'spec.env[0].secret.key',
    message: '".." is not a key: letters, digits, -, _ and .',
  },
  {
    what: 'a misspelt role',
    text: teamText('  members: [{ user: alice, role: maintainr }]'),
    at: '5:34',
    path: 'spec.members[0].role',
    message: '"maintainr" is not one of viewer, contributor, maintainer',
    suggestion: 'maintainer',
  },
  {
    what: 'an unknown provider',
    text: clusterText('').replace('onprem\n', 'gce\n'),
    at: '5:13',
    path: 'spec.provider',
    message: '"gce" is not one of onprem, aws, gcp, azure, local',
    suggestion: 'gcp',
  },
  {
    what: 'a system priority',
    text: jobText('  priority: system-node-critical'),
    at: '8:13',
    path: 'spec.priority',
    message:
      '"system-node-critical" is not a priority: lower-case letters, digits and -, not starting with system-',
  },
];
