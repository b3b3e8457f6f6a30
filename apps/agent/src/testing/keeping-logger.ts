import type { Logger, Metrics } from '@slipway/ports';

/** Keeps what is logged, for a look when a test fails. */
export function keepingLogger(lines: string[] = []): Logger & { readonly lines: string[] } {
  const write =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
    };
  return {
    lines,
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => keepingLogger(lines),
  };
}

export const noMetrics: Metrics = {
  count: () => undefined,
  observe: () => undefined,
  gauge: () => undefined,
  expose: () => Promise.resolve(''),
};
