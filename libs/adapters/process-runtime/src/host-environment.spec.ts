import { describe, expect, it } from '@jest/globals';
import { preparationBase, programBase } from './host-environment.ts';

const host = {
  PATH: '/bin',
  LANG: 'C',
  LC_ALL: 'C',
  TZ: 'UTC',
  TMPDIR: '/tmp',
  HOME: '/root',
  PIP_INDEX_URL: 'https://pypi',
  https_proxy: 'p',
  NO_PROXY: 'n',
  SLIPWAY_TOKEN: 'secret',
  AWS_SECRET_ACCESS_KEY: 'secret',
  GITHUB_TOKEN: 'secret',
  PIP_: 'x',
  LD_PRELOAD: 'x',
  UNSET: undefined,
};

describe('the environment taken over from the agent', () => {
  it('gives programs only paths, language and time zone', () => {
    expect(programBase(host)).toEqual({ PATH: '/bin', LANG: 'C', LC_ALL: 'C', TZ: 'UTC', TMPDIR: '/tmp' });
    expect(programBase({})).toEqual({ PATH: '/usr/local/bin:/usr/bin:/bin' });
  });

  it('gives the preparation what it needs to reach servers, and no credentials of the agent', () => {
    expect(preparationBase(host)).toEqual({
      PATH: '/bin',
      LANG: 'C',
      LC_ALL: 'C',
      TZ: 'UTC',
      TMPDIR: '/tmp',
      HOME: '/root',
      PIP_INDEX_URL: 'https://pypi',
      https_proxy: 'p',
      NO_PROXY: 'n',
    });
  });
});
