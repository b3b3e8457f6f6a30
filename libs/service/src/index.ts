export {
  canAdministerTeam,
  canReadRepository,
  canReadTeam,
  canWriteRepository,
  canWriteTeam,
  isAdmin,
  isRunOfTeam,
} from './auth/authorize.ts';
export { openTeamOn } from './auth/open-team.ts';
export { createRunTokens, type RunTokens, type TokenRun } from './auth/run-tokens.ts';
export {
  entriesIn,
  hashToken,
  loadTokens,
  newToken,
  tokensOf,
  type TokenEntry,
  type Tokens,
} from './auth/tokens.ts';
export { readConfig, secret, type ConfigInput, type ConfigResult } from './config/read-config.ts';
export { watchFile, type WatchedFileOptions } from './config/watched-file.ts';
export { runTokenKey, serviceFields } from './config/service-fields.ts';
export { boundedStream } from './http/bounded-stream.ts';
export { discardRest } from './http/discard-rest.ts';
export { MethodNotAllowedError, RequestTimeoutError, UnsupportedMediaTypeError } from './http/http-errors.ts';
export { createJsonBodies, type JsonBodies } from './http/json-body.ts';
export { defaultLimits, type HttpLimits } from './http/limits.ts';
export { serveHttp, type HttpServer, type ServeOptions } from './http/serve-http.ts';
export { createLeadingLoop, type LeadingLoop, type LeadingLoopOptions } from './leading-loop.ts';
export { createOutboxWorker, type OutboxWorker, type OutboxWorkerOptions } from './outbox-worker.ts';
export type { Grant, Principal } from './principal.ts';
export { runMain, type MainOptions } from './run/run-main.ts';
export { runServices, type RunOptions, type Running } from './run/run-services.ts';
export { superviseProcess, type ProcessLike, type Supervised } from './run/supervise-process.ts';
export { route, type Call, type Handler, type Mount, type Route, type Service } from './service.ts';
export { Wakes, type Watch } from './wakes.ts';
