import { formatAnyYaml } from './format-any-yaml.ts';
import { formatSimpleYaml } from './format-simple-yaml.ts';

/**
 * A YAML document that every reader takes for the same: text that YAML 1.1 (as Kubernetes tools read it) would take for
 * something else is quoted, lines are not folded, control characters are escaped. Equal values give equal text.
 */
export function formatYaml(value: unknown): string {
  return formatSimpleYaml(value) ?? formatAnyYaml(value);
}
