import { describe, expect, it } from '@jest/globals';
import { remoteEnvironmentOf } from './remote-environment.ts';

describe('the environment repository of the variables', () => {
  it('is the embedded one when they name none', () => {
    expect(
      remoteEnvironmentOf({ SLIPWAY_ENVIRONMENT_URL: '', SLIPWAY_PUSHES_PER_MINUTE: '3' }),
    ).toBeUndefined();
  });

  it('is the one they name, with six pushes a minute unless they say otherwise', () => {
    const SLIPWAY_ENVIRONMENT_URL = 'https://git.example/environment.git';
    expect(remoteEnvironmentOf({ SLIPWAY_ENVIRONMENT_URL })).toEqual({
      url: SLIPWAY_ENVIRONMENT_URL,
      pushesPerMinute: 6,
    });
    expect(
      remoteEnvironmentOf({
        SLIPWAY_ENVIRONMENT_URL,
        SLIPWAY_ENVIRONMENT_TOKEN: 'x',
        SLIPWAY_PUSHES_PER_MINUTE: '60',
      }),
    ).toEqual({ url: SLIPWAY_ENVIRONMENT_URL, token: 'x', pushesPerMinute: 60 });
  });

  it('is opened by the App that they name, and not by a token as well', () => {
    const app = {
      SLIPWAY_ENVIRONMENT_URL: 'https://github.com/acme/environment.git',
      ...{ SLIPWAY_ENVIRONMENT_APP_ID: '12', SLIPWAY_ENVIRONMENT_APP_KEY_FILE: 'app.pem' },
    };
    expect(remoteEnvironmentOf(app)?.app).toEqual({
      ...{ id: '12', keyFile: 'app.pem', apiUrl: 'https://api.github.com' },
    });
    expect(() => remoteEnvironmentOf({ ...app, SLIPWAY_ENVIRONMENT_TOKEN: 'x' })).toThrow(
      'exclude each other',
    );
  });

  it.each(['0', '-1', '1.5', 'six', '6001'])(
    'is refused with a budget of %s',
    (SLIPWAY_PUSHES_PER_MINUTE) => {
      expect(() =>
        remoteEnvironmentOf({
          SLIPWAY_ENVIRONMENT_URL: 'https://git.example/e.git',
          SLIPWAY_PUSHES_PER_MINUTE,
        }),
      ).toThrow('expected a whole number of 1 to 6000');
    },
  );
});
