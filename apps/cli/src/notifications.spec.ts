import { describe, expect, it } from '@jest/globals';
import { exampleMessages, exampleRules } from './testing/fake-notifications.ts';
import { usePlatform } from './testing/platform-bench.ts';

const { cli } = usePlatform();

describe('notifications', () => {
  it('are listed below the rules that they are sent by', async () => {
    expect((await cli('notifications', 'list')).stdout).toBe(`\
RULE      TO                    EVENTS                        TEAMS  DIGEST  PENDING  SENT  DEAD  PROBLEM
failures  slack (ops)           run-failed,deployment-failed                 1        12    1
mail      email to 2 addresses  study-ended                   demo   1h      0        0     0     No server for e-mail is named.

AGE  RULE      STATE               TITLE                               REASON
2m   failures  pending, failed 2×  Run digits-7k2m9q0x of demo failed  The receiver answered 503.
60m  failures  dead                Run digits-7k2m9q0x of demo failed  The receiver answered 410.
60m  failures  sent                Run digits-7k2m9q0x of demo failed
`);
    const json = JSON.parse(
      (await cli('notifications', 'list', '--state', 'dead', '--json')).stdout,
    ) as unknown;
    expect(json).toEqual({
      rules: exampleRules,
      messages: JSON.parse(JSON.stringify(exampleMessages.slice(1, 2))) as unknown,
    });
    expect((await cli('notifications', 'list', '-o', 'name')).stdout).toBe('failures\nmail\n');
  });

  it('are tried by an example, which is taken or not', async () => {
    expect(await cli('notifications', 'test', 'failures')).toMatchObject({
      ...{ code: 0, stderr: 'the example was taken: msg_4\n' },
    });
    expect(await cli('notifications', 'test', 'mail', '--json')).toMatchObject({
      ...{ code: 1, stderr: 'the example was not taken: No server for e-mail is named.\n' },
      stdout: expect.stringContaining('"delivered": false'),
    });
    expect((await cli('notifications', 'test', 'other')).code).toBe(4);
  });
});
