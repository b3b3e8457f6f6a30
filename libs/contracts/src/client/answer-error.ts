import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  PreconditionFailedError,
  SlipwayError,
  TooLargeError,
  UnauthenticatedError,
  UnavailableError,
  type ErrorOptions,
} from '@slipway/kernel';
import { Problem } from '../field-schemas.ts';

/** The server failed in a way it did not foresee; its log knows the request id in `details`. */
export class ServerFaultError extends SlipwayError {
  override readonly code = 'internal';
  override readonly retryable = true;
}

type ErrorClass = new (message: string, options?: ErrorOptions) => SlipwayError;

const byCode: Readonly<Record<string, ErrorClass>> = {
  invalid_input: InvalidInputError,
  unauthenticated: UnauthenticatedError,
  forbidden: ForbiddenError,
  not_found: NotFoundError,
  conflict: ConflictError,
  precondition_failed: PreconditionFailedError,
  too_large: TooLargeError,
  unavailable: UnavailableError,
  internal: ServerFaultError,
};

const byStatus: Readonly<Record<number, ErrorClass>> = {
  401: UnauthenticatedError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  412: PreconditionFailedError,
  413: TooLargeError,
  429: UnavailableError,
  500: ServerFaultError,
};

/** The error that the server threw, rebuilt from its problem details: class, message, issues, and the request id in `details`. */
export function errorFromProblem({ code, status, detail, requestId, issues }: Problem): SlipwayError {
  const Class = byCode[code] ?? classForStatus(status);
  return new Class(detail, { details: { requestId, status, code }, issues: issues.map(withoutUndefined) });
}

/** The error of an answer outside 2xx. Answers of something in between, such as a proxy, are judged by their status. */
export async function errorFromAnswer(answer: Response): Promise<SlipwayError> {
  const text = await answer.text().catch(() => '');
  const problem = Problem.safeParse(parseJson(text));
  if (problem.success) return errorFromProblem(problem.data);
  const Class = classForStatus(answer.status);
  const { host } = new URL(answer.url);
  return new Class(`${host} answered ${String(answer.status)} ${answer.statusText} without saying why`, {
    details: { status: answer.status },
  });
}

function classForStatus(status: number): ErrorClass {
  return byStatus[status] ?? (status >= 500 ? UnavailableError : InvalidInputError);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Exact<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** zod marks optional fields as possibly undefined; those that are absent stay absent. */
function withoutUndefined<T extends object>(value: T): Exact<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Exact<T>;
}
