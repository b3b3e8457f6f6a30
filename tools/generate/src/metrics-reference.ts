import { metricDefinitions } from '@slipway/ports';
import type { Generator } from './generated-file.ts';

export const metricsReference: Generator = () => {
  const rows = Object.entries(metricDefinitions).map(
    ([name, { kind, help, labels }]) =>
      `| \`${name}\` | ${kind} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`,
  );
  const content = `# Metrics\n\nGenerated from \`libs/ports/src/metric-names.ts\`. Served at \`/metrics\`.\n\n| name | kind | labels | meaning |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  return Promise.resolve([{ path: 'docs/reference/metrics.md', content }]);
};
