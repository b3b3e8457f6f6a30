/** How long ago or how long: the two largest units that tell something, `5s`, `3m20s`, `4h`, `12d`. */
export function shortDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 120) return `${String(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return `${String(minutes)}m${seconds % 60 ? `${String(seconds % 60)}s` : ''}`;
  if (minutes < 120) return `${String(minutes)}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 10) return `${String(hours)}h${minutes % 60 ? `${String(minutes % 60)}m` : ''}`;
  return hours < 48 ? `${String(hours)}h` : `${String(Math.floor(hours / 24))}d`;
}

export function age(timestamp: string, now: Date): string {
  return shortDuration(now.getTime() - Date.parse(timestamp));
}

/** A size for people: `512 B`, `1.5 MiB`. */
export function shortBytes(bytes: number): string {
  if (bytes < 1024) return `${String(bytes)} B`;
  const exponent = Math.min(4, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** exponent).toFixed(1)} ${['', 'KiB', 'MiB', 'GiB', 'TiB'][exponent] ?? ''}`;
}
