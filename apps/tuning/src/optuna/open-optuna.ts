import { Server, ServerCredentials, type ServerUnaryCall, status, type sendUnaryData } from '@grpc/grpc-js';
import { describeError, InvalidInputError, UnavailableError } from '@slipway/kernel';
import type { Service } from '@slipway/service';
import { statusOf } from './call-errors.ts';
import { callerOf, type CallerRules } from './caller.ts';
import type { CallHandlers, CallName } from './messages.ts';
import type { OptunaDeps } from './optuna-deps.ts';
import { storageService } from './protocol.ts';
import { studyCalls } from './study-calls.ts';
import { trialCalls } from './trial-calls.ts';

export interface OptunaOptions extends CallerRules {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** Calls that are worked on at a time, over all connections and over one, and bytes of a message that comes. */
const limits = { calls: 1_000, callsOfConnection: 100, messageBytes: 16 * 1024 * 1024 };
/** Milliseconds that calls get to come to their end when the service stops. */
const stopTime = 5_000;

export interface OptunaService extends Service {
  /** Where it listens; known once it has started. */
  readonly port: number;
}

/** The storage that clients of Optuna call over gRPC. */
export async function openOptuna(deps: OptunaDeps, options: OptunaOptions): Promise<OptunaService> {
  const logger = deps.logger.child({ service: 'optuna' });
  const definition = await storageService();
  const server = new Server({
    'grpc.max_receive_message_length': limits.messageBytes,
    'grpc.max_send_message_length': -1,
    'grpc.max_concurrent_streams': limits.callsOfConnection,
  });
  const handlers = { ...studyCalls(deps), ...trialCalls(deps) } satisfies CallHandlers<CallName>;
  let running = 0;

  const unary =
    (name: CallName) =>
    async (call: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<unknown>): Promise<void> => {
      running += 1;
      try {
        if (running > limits.calls) throw new UnavailableError('too many calls at a time: try again');
        const access = name.startsWith('Get') ? 'read' : 'write';
        const caller = callerOf(options, call.metadata, call.getPeer(), access);
        answer(null, await handlers[name](call.request as never, caller));
      } catch (error) {
        const failure = statusOf(error);
        if (failure.code === status.INTERNAL) logger.error('call failed', { error, call: name });
        answer(failure);
      } finally {
        running -= 1;
      }
    };
  server.addService(
    definition,
    Object.fromEntries((Object.keys(handlers) as CallName[]).map((name) => [name, unary(name)])),
  );
  let port = 0;
  return {
    name: 'optuna',
    routes: [],
    mounts: [],
    get port() {
      return port;
    },
    start: async () => {
      port = await listen(server, options);
    },
    stop: () => shutDown(server),
    checkReady: async () => {
      await deps.store.find('', '');
    },
  };
}

function listen(server: Server, { host, port }: OptunaOptions): Promise<number> {
  const address = `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (cause, bound) => {
      if (cause)
        reject(
          new InvalidInputError(`cannot listen to Optuna at ${address}: ${describeError(cause)}`, { cause }),
        );
      else resolve(bound);
    });
  });
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      server.forceShutdown();
    }, stopTime);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
