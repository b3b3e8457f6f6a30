import { describe, expect, it } from '@jest/globals';
import { chooseServices } from './service-names.ts';

describe('the services of a platform', () => {
  it('are all of them, unless some are named', () => {
    const all = ['scheduler', 'committer', 'model-registry', 'tuning', 'github-webhooks', 'agent'];
    expect([...chooseServices()]).toEqual(all);
    expect([...chooseServices([])]).toEqual(all);
    expect([...chooseServices(['committer', 'scheduler', 'committer'])]).toEqual(['committer', 'scheduler']);
  });

  it('are refused with the nearest name when they do not exist', () => {
    expect(() => chooseServices(['comitter'])).toThrow(
      'there is no service "comitter": choose of scheduler, committer, model-registry, tuning, github-webhooks, agent (did you mean committer?)',
    );
  });

  it('are refused when the agent would have nobody to speak to', () => {
    expect(() => chooseServices(['agent'])).toThrow('name these too');
  });
});
