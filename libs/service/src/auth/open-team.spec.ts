import { describe, expect, it } from '@jest/globals';
import { openTeamOn } from './open-team.ts';

describe('the open team', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])(
    'is there when the server listens on %s',
    (host) => {
      expect(openTeamOn(host, 'demo')).toBe('demo');
    },
  );

  it.each(['0.0.0.0', '::', '192.168.1.7', 'localhost.example.org', '127.0.0.1.example.org', ''])(
    'is not there when the server listens on %j',
    (host) => {
      expect(openTeamOn(host, 'demo')).toBeUndefined();
    },
  );
});
