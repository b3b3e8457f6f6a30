import { describe, expect, it } from '@jest/globals';
import { parseEnvironment } from './parse-environment.ts';

const parse = (...rules: readonly string[]): unknown =>
  parseEnvironment(
    'slipway.yaml',
    `apiVersion: slipway.dev/v1
kind: Environment
metadata: {name: acme}
spec:
  notifications:
${rules.map((rule) => `    - ${rule}\n`).join('')}`,
  ).spec.notifications;

const slack = 'to: {slack: {secret: ops}}';

describe('a rule for notifications', () => {
  it('says who is told of what, and how', () => {
    const rules = [
      `{name: chat, events: [run-failed], teams: [vision], ${slack}, digest: 15m}`,
      '{name: hook, events: [study-ended], to: {webhook: {url: "https://ci.example.org/hook", secret: ci}}}',
      `{name: mail, events: [proposal-opened], to: {email: {addresses: [ada@example.org]}}, template: {title: "{{ name }}"}}`,
    ];
    expect(parse(...rules)).toEqual([
      {
        name: 'chat',
        events: ['run-failed'],
        teams: ['vision'],
        to: { slack: { secret: 'ops' } },
        digest: '15m',
      },
      {
        ...{ name: 'hook', events: ['study-ended'] },
        to: { webhook: { url: 'https://ci.example.org/hook', secret: 'ci' } },
      },
      {
        ...{ name: 'mail', events: ['proposal-opened'] },
        to: { email: { addresses: ['ada@example.org'] } },
        template: { title: '{{ name }}' },
      },
    ]);
  });

  it.each([
    [`{name: chat, events: [], ${slack}}`, 'events'],
    [`{name: chat, events: [run-exploded], ${slack}}`, '"run-exploded"'],
    ['{name: chat, events: [run-failed]}', 'to'],
    ['{name: chat, events: [run-failed], to: {}}', 'expected exactly one of slack, webhook and email'],
    [
      '{name: chat, events: [run-failed], to: {slack: {secret: ops}, email: {addresses: [a@x.org]}}}',
      'expected exactly one of slack, webhook and email',
    ],
    [
      '{name: chat, events: [run-failed], to: {slack: {secret: "https://hooks.slack.com/x"}}}',
      'the name of a secret',
    ],
    ['{name: hook, events: [run-failed], to: {webhook: {url: "ftp://x.org"}}}', 'expected a URL'],
    [
      '{name: hook, events: [run-failed], to: {webhook: {url: "https://a:b@x.org"}}}',
      'credentials do not belong',
    ],
    [
      '{name: mail, events: [run-failed], to: {email: {addresses: ["Ada <ada@x.org>"]}}}',
      'an address such as',
    ],
    [`{name: chat, events: [run-failed], ${slack}, digest: 5s}`, 'expected at least 1m'],
    [
      `{name: chat, events: [run-failed], ${slack}, template: {text: "{{secret}}"}}`,
      '{{secret}} is not filled in',
    ],
    [`{name: chat, events: [run-failed], ${slack}, template: {text: "{{#if x}}"}}`, 'is not filled in'],
  ])('is refused where it is wrong: %s', (rule, message) => {
    expect(() => parse(rule)).toThrow(message);
  });

  it('has a name of its own', () => {
    const rule = `{name: chat, events: [run-failed], ${slack}}`;
    expect(() => parse(rule, rule)).toThrow('spec.notifications[1].name');
  });
});
