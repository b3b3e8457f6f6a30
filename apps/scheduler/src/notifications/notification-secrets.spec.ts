import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { quietLogger, SettableClock } from '@slipway/testing';
import { watchNotificationSecrets, type NotificationSecrets } from './notification-secrets.ts';

let directory: string;
let file: string;
const clock = new SettableClock(new Date('2026-11-24T12:00:00.000Z'));
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'slipway-notifications-'));
  file = join(directory, 'secrets.json');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const write = (text: string, mode = 0o600): Promise<void> =>
  writeFile(file, text).then(() => chmod(file, mode));
const watch = (): (() => NotificationSecrets) => watchNotificationSecrets(file, clock, quietLogger);

describe('the secrets of notifications', () => {
  it('are those of the file, also when it comes and changes later', async () => {
    const secrets = watch();
    expect(secrets()).toEqual(new Map());
    await write('{"ops": "https://hooks.example/1"}');
    clock.advance(1_000);
    expect(secrets().get('ops')).toBe('https://hooks.example/1');
    await write('{"ops": "https://hooks.example/2"}');
    clock.advance(1_000);
    expect(secrets().get('ops')).toBe('https://hooks.example/2');
  });

  it('stay as they were when the file is written wrongly', async () => {
    await write('{"ops": "right"}');
    const secrets = watch();
    await write('{"ops": ');
    clock.advance(1_000);
    expect(secrets().get('ops')).toBe('right');
  });

  it('are not taken from a file that everybody can read', async () => {
    await write('{"ops": "hush"}', 0o644);
    expect(watch).toThrow(`everybody can get at the secrets in ${file}: chmod o= ${file}`);
    await chmod(file, 0o640);
    expect(watch()().size).toBe(1);
  });

  it.each(['hush', '["hush"]', '{"Name of": "hush"}', '{"ops": 1}', '{"ops": ""}'])(
    'are not taken from %s, which is quoted nowhere',
    async (text) => {
      await write(text);
      let thrown: unknown;
      try {
        watch();
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(Error);
      expect(JSON.stringify([thrown, String(thrown)])).not.toContain('hush');
    },
  );
});
