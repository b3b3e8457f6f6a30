import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeholders } from '@slipway/resources';
import { fillTemplate } from './fill-template.ts';

const values = {
  ...{ event: 'run-failed', teams: 'vision', name: '{{reason}} $& $1', reason: 'exit code 1' },
  ...{ time: '12:00', link: '', count: '1' },
};

describe('a template', () => {
  it('has its placeholders filled in, with space around their names or without', () => {
    expect(fillTemplate('{{event}}: {{ reason }}{{link}}!', values)).toBe('run-failed: exit code 1!');
  });

  it('takes what is in a value as it is', () => {
    expect(fillTemplate('{{name}}', values)).toBe('{{reason}} $& $1');
  });

  it('keeps what is no placeholder', () => {
    for (const text of ['{{other}}', '{{}}', '{name}', '{{__proto__}}', '{{constructor}}', '}}{{'])
      expect(fillTemplate(text, values)).toBe(text);
  });

  it('never gets longer than its text with the values, whatever is written', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('{{', '}}', ' ', 'x', ...placeholders)), (parts) => {
        const template = parts.join('');
        const longest = Math.max(...Object.values(values).map(({ length }) => length));
        const filled = fillTemplate(template, values);
        expect(filled.length).toBeLessThanOrEqual(template.length + template.split('{{').length * longest);
      }),
    );
  });
});
