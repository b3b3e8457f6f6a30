import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { withSlipway } from '../with-slipway.ts';

const api = '/api/2.0/mlflow';
const megabyte = 1_000_000;
const post = (path: string, body: object) => ({
  method: 'POST',
  path: `${api}/${path}`,
  body: JSON.stringify(body),
});
const search = (filter: string) => post('runs/search', { experiment_ids: ['0'], filter });
const artifact = (method: string, path: string) => ({
  method,
  path: `/api/2.0/mlflow-artifacts/artifacts/${path}`,
  body: method === 'PUT' ? 'x' : '',
});

const traversals = [
  '../x',
  '0/../../x',
  '%2e%2e/%2e%2e/etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%252e%252e%252fetc%252fpasswd',
  '..%5c..%5cx',
  '.teams/other/0/x',
];

const refused: readonly (readonly [
  string,
  { method: string; path: string; body: string; headers?: object },
])[] = [
  ['a filter of a megabyte', search(`params.a = '${'x'.repeat(megabyte)}' AND`)],
  ['a filter of many comparisons', search(Array.from({ length: 60_000 }, () => 'params.a=1').join(' AND '))],
  ['a filter of a megabyte of quotes', search("'".repeat(megabyte - 1))],
  ['a filter of a megabyte of parentheses', search('('.repeat(megabyte))],
  ['SQL behind a filter', search("params.a = 'x'; DROP TABLE tracking.run; --")],
  ['SQL within a filter', search("params.a = 'x' UNION SELECT 1")],
  ['SQL as an order', post('runs/search', { experiment_ids: ['0'], order_by: ['(SELECT pg_sleep(10))'] })],
  ['a NUL in a name', post('experiments/create', { name: 'a\u0000b' })],
  ['a NUL in a tag', post('experiments/create', { name: 'nul', tags: [{ key: 'k', value: 'a\u0000b' }] })],
  ['half a surrogate pair in a model name', post('registered-models/create', { name: 'a\ud800/b' })],
  ['a model name that is a path', post('registered-models/create', { name: '../../slipway.yaml' })],
  ['a model name of a megabyte', post('registered-models/create', { name: 'x'.repeat(megabyte) })],
  ['deep JSON', { method: 'POST', path: `${api}/registered-models/create`, body: '['.repeat(200_000) }],
  ['a prototype as a field', post('experiments/create', JSON.parse('{"__proto__":{"name":"x"}}') as object)],
  [
    'an integer beyond 64 bits',
    post('runs/log-metric', { run_id: 'x', key: 'k', value: 1, timestamp: 1e30 }),
  ],
  ...traversals.flatMap((path) =>
    ['GET', 'PUT', 'DELETE'].map((method) => [`${method} of ${path}`, artifact(method, path)] as const),
  ),
  ['a NUL in a path', artifact('GET', '0/%00')],
  ['a header within a path', artifact('GET', '0/x%0d%0aSet-Cookie:%20a=b')],
  [
    'a token that nobody gave',
    { ...search(''), headers: { Authorization: 'Bearer mlflow-token-of-somebody-else' } },
  ],
];

it('refuses hostile input with an error of MLflow, soon, and goes on', async () => {
  await withSlipway(async ({ url }) => {
    const answers: string[] = [];
    for (const [what, { method, path, body, headers = {} }] of refused) {
      const began = performance.now();
      const { status, answer } = await send(url, method, path, body, { ...headers });
      const isRefused = status >= 400 && status < 500;
      const isPage = answer.startsWith('<!doctype html>');
      if (
        !isRefused ||
        (!isPage && !/"error_code":"[A-Z_]+"/.test(answer)) ||
        performance.now() - began > 5_000
      )
        answers.push(`${what}: ${String(status)} ${answer.slice(0, 200)}`);
    }
    expect(answers).toEqual([]);
    const alive = await send(url, 'GET', `${api}/experiments/get?experiment_id=0`, '', {});
    expect(alive.status).toBe(200);
  });
});

/** Sends the path as it is: `fetch` would resolve its dots. */
function send(
  url: string,
  method: string,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly answer: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        hostname,
        port,
        method,
        path,
        timeout: 20_000,
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
          ...headers,
        },
      },
      (response) => {
        text(response).then((answer) => {
          resolve({ status: response.statusCode ?? 0, answer });
        }, reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
