import { code, plain } from '@slipway/kernel';
import type { GateVerdict } from './job-result.ts';

/** Gates as a table of Markdown; empty without any. */
export function gateTable(gates: readonly GateVerdict[]): string {
  if (gates.length === 0) return '';
  const rows = gates.map(
    ({ metric, value, bound, passed }) =>
      `| ${passed ? '✓' : '✗'} | ${code(metric)} | ${value === undefined ? 'not reported' : String(value)} | ${plain(bound)} |`,
  );
  return ['| | metric | value | held to |', '|---|---|---|---|', ...rows].join('\n');
}
