import { describe, expect, it } from '@jest/globals';
import { importEndpoints } from './registry-import.ts';

const recordWith = (step: string): unknown => ({
  kind: 'metrics',
  runId: 'a',
  points: [{ key: 'loss', value: 2 ** 60, timestamp: 1_700_000_000_000, step: JSON.parse(step) as number }],
});

describe('a record of an import', () => {
  const { body } = importEndpoints.importRecord;

  it.each(['-9007199254740991', '0', '9007199254740991'])('takes the step %s as it is', (step) => {
    expect(body.safeParse(recordWith(step)).success).toBe(true);
  });

  it.each(['9007199254740992', '9007199254740993', '-9223372036854775808', '1.5'])(
    'refuses the step %s, which would come back as another',
    (step) => {
      const [issue] = body.safeParse(recordWith(step)).error?.issues ?? [];
      expect(issue?.path.join('.')).toBe('points.0.step');
      expect(issue?.message).toContain('not a whole number between -(2^53 - 1) and 2^53 - 1');
    },
  );
});
