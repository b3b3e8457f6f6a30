export interface ServerOptions {
  readonly fsync: boolean;
  readonly maxConnections: number;
}

/** Bytes of a socket's path that every system takes, and those of its name: `/.s.PGSQL.65535`. */
const longestSocketPath = 103;
const socketName = 15;

/**
 * Where the server's socket lies: in its data directory, which nobody else may enter. A statement over it costs a quarter
 * less of our processor time than over loopback. Undefined when there can be none.
 */
export function socketFolder(dataDirectory: string): string | undefined {
  const fits = Buffer.byteLength(dataDirectory) + socketName <= longestSocketPath;
  return fits && process.platform !== 'win32' && !/[,"]/.test(dataDirectory) ? dataDirectory : undefined;
}

/**
 * Settings of the embedded server, given on its command line so that a newer Slipway changes them without touching
 * files. Chosen for one machine that shares its memory with everything else: one core's worth of background work, no
 * helper processes that nobody needs, and full durability unless `fsync` is off.
 */
export function serverSettings(
  port: number,
  dataDirectory: string,
  { fsync, maxConnections }: ServerOptions,
): readonly string[] {
  const settings: Readonly<Record<string, string>> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: socketFolder(dataDirectory) ?? '',
    max_connections: String(maxConnections),
    superuser_reserved_connections: '2',
    // Memory.
    shared_buffers: '48MB',
    work_mem: '4MB',
    maintenance_work_mem: '32MB',
    temp_buffers: '2MB',
    huge_pages: 'off',
    jit: 'off',
    // Fewer processes.
    io_method: 'sync',
    max_worker_processes: '1',
    max_parallel_workers: '0',
    max_parallel_workers_per_gather: '0',
    max_parallel_maintenance_workers: '0',
    max_logical_replication_workers: '0',
    autovacuum_max_workers: '1',
    autovacuum_worker_slots: '1',
    autovacuum_naptime: '20s',
    // Write-ahead log: no replicas, short recovery after a crash.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '512MB',
    min_wal_size: '64MB',
    checkpoint_timeout: '5min',
    // Log to the inherited standard error; statements may carry what users wrote, so they stay out of it.
    logging_collector: 'off',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
    log_timezone: 'UTC',
    timezone: 'UTC',
    ...(fsync ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
