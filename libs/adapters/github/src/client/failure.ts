import { RequestError } from '@octokit/request-error';
import {
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  UnavailableError,
  type SlipwayError,
} from '@slipway/kernel';
import { pauseOf } from './rate-limit.ts';

/** What a call that failed means, and for how many milliseconds GitHub takes no others. */
export function failureOf(
  path: string,
  error: unknown,
  now: Date,
): { readonly failure: SlipwayError; readonly pause?: number } {
  if (!(error instanceof RequestError) || !error.response)
    return { failure: new UnavailableError(`GitHub does not answer ${path}`, { cause: error }) };
  const { status } = error;
  const pause = pauseOf(status, error.response.headers, now);
  if (pause !== undefined) {
    const seconds = String(Math.ceil(pause / 1000));
    return {
      failure: new UnavailableError(`GitHub takes no more calls of ours now: in ${seconds} s again`, {
        details: { path },
      }),
      pause,
    };
  }
  return { failure: meaningOf(status, path, error) };
}

function meaningOf(status: number, path: string, error: RequestError): SlipwayError {
  const details = { details: { path, status }, cause: error.message };
  if (status === 404)
    return new NotFoundError(`GitHub does not have ${path}, or not for these credentials`, details);
  if (status === 401)
    return new ForbiddenError(
      'GitHub does not know these credentials: are they of this server, and is the clock right?',
      details,
    );
  if (status === 403) return new ForbiddenError(`these credentials do not open ${path} of GitHub`, details);
  if (status >= 500) return new UnavailableError(`GitHub could not answer ${path}`, details);
  return new InvalidInputError(`GitHub refused ${path}: ${reasonOf(error)}`, details);
}

/** Octokit puts what GitHub said before a link to the documentation. */
const reasonOf = ({ message }: RequestError): string => message.split(' - https://')[0]?.slice(0, 500) ?? '';
