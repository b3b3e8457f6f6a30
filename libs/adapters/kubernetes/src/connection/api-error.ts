import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  PreconditionFailedError,
  TooLargeError,
  UnauthenticatedError,
  UnavailableError,
  type SlipwayError,
} from '@slipway/kernel';
import { z } from 'zod';

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export const Status = z.object({
  message: z.string().default(''),
  reason: z.string().default(''),
  code: z.number().optional(),
  details: z.object({ retryAfterSeconds: z.number().optional() }).optional(),
});
export type Status = z.infer<typeof Status>;

/** The API server no longer knows the version that was asked for: list anew. */
export class ExpiredError extends PreconditionFailedError {}

/** An object of this name is there; other conflicts are about versions, and pass. */
export class AlreadyExistsError extends ConflictError {}

/** The API server asks for a pause. */
export class ThrottledError extends UnavailableError {
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

const maxPauseMs = 120_000;

/** The error that a status of Kubernetes stands for. `what` names the request, `retryAfter` is the header. */
export function apiError(
  code: number,
  status: Status | undefined,
  what: string,
  retryAfter?: string,
): SlipwayError {
  const said = status?.message.slice(0, 1000) ?? '';
  const message = `${what}: ${said === '' ? `the API server answers ${String(code)}` : said}`;
  switch (code) {
    case 401:
      return new UnauthenticatedError(`${message}: it does not accept the token or certificate`);
    case 403:
      return new ForbiddenError(`${message}: bind the missing right to this identity`);
    case 404:
      return new NotFoundError(message);
    case 409:
      return status?.reason === 'AlreadyExists'
        ? new AlreadyExistsError(message)
        : new ConflictError(message);
    case 410:
      return new ExpiredError(message);
    case 413:
      return new TooLargeError(message);
    case 400:
    case 405:
    case 415:
    case 422:
      return new InvalidInputError(message);
    default: {
      const seconds = Number(retryAfter ?? status?.details?.retryAfterSeconds ?? NaN);
      return Number.isFinite(seconds) && seconds >= 0
        ? new ThrottledError(message, Math.min(seconds * 1000, maxPauseMs))
        : new UnavailableError(message);
    }
  }
}

/** The status in a text, or undefined when a proxy or load balancer answered in its own words. */
export function parseStatus(text: string): Status | undefined {
  try {
    const parsed = Status.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
