export { canonicalJson } from './canonical-json.ts';
export { systemClock, type Clock } from './clock.ts';
export {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  PreconditionFailedError,
  SlipwayError,
  TooLargeError,
  UnauthenticatedError,
  UnavailableError,
  describeError,
  type ErrorOptions,
  type Issue,
} from './errors.ts';
export { note, ok, problem, type Finding } from './finding.ts';
export { inParallel } from './in-parallel.ts';
export { newId, randomSuffix, systemRandom, type Random } from './ids.ts';
export { code, longestRun, plain } from './markdown.ts';
export { nearest } from './nearest.ts';
export { isTraceparent, newRequestId, nextTraceparent } from './trace-context.ts';
export { formatDuration, parseDuration, parseQuantity } from './units.ts';
