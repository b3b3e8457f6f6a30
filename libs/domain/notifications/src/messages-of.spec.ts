import { describe, expect, it } from '@jest/globals';
import type { NotificationRule } from '@slipway/resources';
import { laneOf } from './destination.ts';
import { messagesOf } from './messages-of.ts';
import type { Occurrence } from './occurrence.ts';

const now = new Date('2026-11-27T12:00:00.000Z');
const occurrence = (fields: Partial<Occurrence> = {}): Occurrence => ({
  ...{ key: 'run-failed/vision/digits-1', event: 'run-failed', at: now.toISOString() },
  ...{ teams: ['vision'], name: 'digits-1', reason: 'exit code 1' },
  ...fields,
});
const rule = (fields: Partial<NotificationRule> = {}): NotificationRule => ({
  ...{ name: 'failures', events: ['run-failed'], to: { slack: { secret: 'ops' } } },
  ...fields,
});
const rulesTold = (one: Occurrence, ...rules: readonly NotificationRule[]): readonly string[] =>
  messagesOf([one], rules, now).map((message) => message.rule);

describe('what rules want to be told', () => {
  it('is what their events name', () => {
    const ended = rule({ name: 'ended', events: ['run-succeeded', 'run-failed'] });
    expect(rulesTold(occurrence(), rule(), ended)).toEqual(['failures', 'ended']);
    expect(rulesTold(occurrence({ event: 'run-succeeded' }), rule(), ended)).toEqual(['ended']);
  });

  it('is of their teams alone when they name some, and of none that belongs to no team', () => {
    const vision = rule({ name: 'vision', teams: ['vision', 'speech'] });
    expect(rulesTold(occurrence(), rule(), vision)).toEqual(['failures', 'vision']);
    expect(rulesTold(occurrence({ teams: ['text', 'speech'] }), vision)).toEqual(['vision']);
    expect(rulesTold(occurrence({ teams: [] }), rule(), vision)).toEqual(['failures']);
  });

  it('is not what happened more than a day ago', () => {
    const at = (hours: number): Occurrence =>
      occurrence({ at: new Date(now.getTime() - hours * 3_600_000).toISOString() });
    expect(rulesTold(at(24), rule())).toEqual(['failures']);
    expect(rulesTold(at(24.1), rule())).toEqual([]);
  });
});

describe('a message', () => {
  it('has the same id whenever the same is found again, and another one for another rule', () => {
    const idOf = (one: Occurrence, name = 'failures'): string | undefined =>
      messagesOf([one], [rule({ name })], now)[0]?.id;
    expect(idOf(occurrence())).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(idOf(occurrence({ reason: 'told otherwise' }))).toBe(idOf(occurrence()));
    expect(idOf(occurrence(), 'others')).not.toBe(idOf(occurrence()));
    expect(idOf(occurrence({ key: 'run-failed/vision/digits-2' }))).not.toBe(idOf(occurrence()));
  });

  it('is sent at once, unless its rule gathers a digest', () => {
    const [alone] = messagesOf([occurrence()], [rule()], now);
    const [gathered] = messagesOf([occurrence()], [rule({ digest: '1h30m' })], now);
    expect(alone?.gatherUntil).toBeUndefined();
    expect(gathered?.gatherUntil).toEqual(new Date('2026-11-27T13:30:00.000Z'));
  });
});

describe('a lane', () => {
  it('is that of the receiver, whoever else is told', () => {
    const email = (...addresses: string[]): string => laneOf({ email: { addresses } });
    expect(email('a@x.org', 'B@x.org')).toBe(email('b@x.org', 'a@x.org'));
    expect(email('a@x.org')).not.toBe(email('b@x.org'));
    const url = 'https://ci.example.org/hook';
    expect(laneOf({ webhook: { url } })).toBe(laneOf({ webhook: { url, secret: 'ci' } }));
    expect(laneOf({ slack: { secret: 'ci' } })).not.toBe(laneOf({ slack: { secret: 'ops' } }));
  });
});
