import { describe, expect, it } from '@jest/globals';
import { createRouter } from './router.ts';

const find = createRouter([
  { method: 'GET', path: '/models/search' },
  { method: 'GET', path: '/models/{id}' },
  { method: 'DELETE', path: '/models/{id}/tags/{key}' },
  { method: 'PUT', path: '/files/{path*}' },
]);

describe('the router', () => {
  it('prefers a fixed path, and reads parameters of the others', () => {
    expect(find('GET', '/models/search')).toMatchObject({ kind: 'found', route: { path: '/models/search' } });
    expect(find('GET', '/models/a%20b')).toMatchObject({ kind: 'found', parameters: { id: 'a b' } });
    expect(find('DELETE', '/models/a/tags/b%2Fc')).toMatchObject({ parameters: { id: 'a', key: 'b/c' } });
    expect(find('PUT', '/files/a/b%20c')).toMatchObject({ parameters: { path: 'a/b c' } });
  });

  it('tells an unknown path from a method that the path does not take', () => {
    expect(find('GET', '/nothing')).toEqual({ kind: 'no-path' });
    expect(find('POST', '/models/a')).toEqual({ kind: 'no-method', allowed: ['GET'] });
    expect(find('GET', '/models/a/b')).toEqual({ kind: 'no-path' });
  });

  it('knows no path with broken percent-encoding', () => {
    expect(find('GET', '/models/%ff')).toEqual({ kind: 'no-path' });
  });
});
