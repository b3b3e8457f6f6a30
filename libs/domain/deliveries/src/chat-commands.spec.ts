import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chatHelp, chatLines, mayAsk } from './chat-commands.ts';

describe('lines of a comment', () => {
  it('ask for something when they begin with /slipway', () => {
    expect(chatLines('Looks good.\r\n/slipway plan\r\n/slipway  hold off \nthanks')).toEqual([
      { verb: 'plan', words: [] },
      { verb: 'hold', words: ['off'] },
    ]);
    expect(chatLines('/slipway')).toEqual([{ verb: 'help', words: [] }]);
  });

  it('ask for nothing in a quotation, in a block of code, or in the middle', () => {
    const comment = [
      '> /slipway apply',
      '```',
      '/slipway apply',
      '```',
      '~~~~ text',
      '```',
      '/slipway apply',
      '~~~~',
      'type /slipway apply',
      '/slipwayapply',
    ];
    expect(chatLines(comment.join('\n'))).toEqual([]);
  });

  it('that nobody understands are told, also words that a command does not take', () => {
    expect(chatLines('/slipway aply\n/slipway retry all\n/slipway constructor')).toEqual([
      { unknown: 'aply' },
      { unknown: 'retry all' },
      { unknown: 'constructor' },
    ]);
  });

  it('are five at most', () => {
    expect(chatLines('/slipway plan\n'.repeat(20)).length).toBe(5);
  });

  it('of any comment are read without a fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (comment) => {
        expect(chatLines(`${comment}\n/slipway ${comment}`).length).toBeLessThanOrEqual(5);
      }),
    );
  });
});

describe('who may ask', () => {
  it('is decided by what the host lets people do there; the author may ask for what changes nothing', () => {
    expect(mayAsk('apply', 'write', false)).toBe(true);
    expect(mayAsk('rollback', 'admin', false)).toBe(true);
    expect(mayAsk('plan', 'read', false)).toBe(false);
    expect(mayAsk('apply', 'none', true)).toBe(false);
    expect(mayAsk('plan', 'none', true)).toBe(true);
  });

  it('is told what there is', () => {
    expect(chatHelp()).toContain('- `/slipway rollback`: propose to take its merge back');
  });
});
