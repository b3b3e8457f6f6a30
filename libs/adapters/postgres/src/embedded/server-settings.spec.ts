import { describe, expect, it } from '@jest/globals';
import { serverSettings, socketFolder } from './server-settings.ts';

const settings = (directory: string): readonly string[] =>
  serverSettings(5432, directory, { fsync: true, maxConnections: 9 });

describe('the socket of the embedded server', () => {
  it('lies with its data', () => {
    expect(socketFolder('/srv/slipway/data')).toBe('/srv/slipway/data');
    expect(settings('/srv/slipway/data')).toContain('unix_socket_directories=/srv/slipway/data');
  });

  it.each([
    ['its path is too long for a socket', `/${'a'.repeat(90)}`],
    ['its path is a list to PostgreSQL', '/srv/a,b'],
    ['its path has quotes', '/srv/a"b'],
  ])('is not made when %s', (_why, directory) => {
    expect(socketFolder(directory)).toBeUndefined();
    expect(settings(directory)).toContain('unix_socket_directories=');
  });
});
