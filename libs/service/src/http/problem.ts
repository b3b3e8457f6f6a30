import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Problem } from '@slipway/contracts';
import { SlipwayError, describeError } from '@slipway/kernel';
import { discardRest } from './discard-rest.ts';
import { exchangeOf } from './exchange.ts';

const statuses: Readonly<Record<string, { status: number; title: string }>> = {
  invalid_input: { status: 400, title: 'Invalid input' },
  unauthenticated: { status: 401, title: 'Unauthenticated' },
  forbidden: { status: 403, title: 'Forbidden' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  request_timeout: { status: 408, title: 'Request timeout' },
  conflict: { status: 409, title: 'Conflict' },
  precondition_failed: { status: 412, title: 'Precondition failed' },
  too_large: { status: 413, title: 'Too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  unavailable: { status: 503, title: 'Unavailable' },
};

const maxIssues = 100;

/** The problem details of an error. What Slipway did not throw on purpose is told as `internal` and nothing more. */
export function problemOf(error: unknown, requestId: string): Problem {
  const known = error instanceof SlipwayError ? statuses[error.code] : undefined;
  if (error instanceof SlipwayError && known) {
    const issues = error.issues.slice(0, maxIssues).map((issue) => ({ ...issue }));
    return { ...known, code: error.code, detail: error.message, requestId, issues };
  }
  // express refuses malformed percent-encoding in a path with an error of its own.
  if (error instanceof URIError) {
    return {
      title: 'Invalid input',
      status: 400,
      code: 'invalid_input',
      detail: 'the path is not valid percent-encoded UTF-8',
      requestId,
      issues: [],
    };
  }
  const detail = `something failed that should not: the server's log has it under request id ${requestId}`;
  return { title: 'Internal error', status: 500, code: 'internal', detail, requestId, issues: [] };
}

/** The one place where errors become HTTP. */
export async function answerWithProblem(
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { requestId, logger, signal, route } = exchangeOf(request);
  const problem = problemOf(error, requestId);
  if (problem.status === 500) logger.error('request failed', { error, route });
  else if (problem.status === 503)
    logger.warn('request could not be served now', { reason: describeError(error) });
  if (response.headersSent) {
    // Too late for an answer: cutting the connection is the only way to say that it is not whole.
    response.destroy();
    return;
  }
  if (signal.aborted && response.destroyed) return;
  await sendProblem(request, response, problem);
}

async function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  problem: Problem,
): Promise<void> {
  const body = JSON.stringify(problem);
  response.statusCode = problem.status;
  response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  if (problem.status === 401)
    response.setHeader('WWW-Authenticate', 'Bearer realm="slipway", Basic realm="slipway"');
  if (problem.status === 503) response.setHeader('Retry-After', '1');
  if (request.complete) {
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  // Closing at once would reset the connection under a sender that has not yet read the answer.
  response.setHeader('Connection', 'close');
  response.write(body);
  await discardRest(request);
  response.end();
}
