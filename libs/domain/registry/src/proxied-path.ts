import { uriParts } from './models/model-uri.ts';

const route = '/api/2.0/mlflow-artifacts/artifacts/';

/**
 * The path below `mlflow-artifacts:/` that a URI stands for: one of that scheme, whatever its host, or the address of an
 * artifact on an MLflow server. Undefined for a URI of another kind.
 */
export function proxiedPath(uri: string): string | undefined {
  const { scheme, path } = uriParts(uri);
  if (scheme === 'mlflow-artifacts') return path.replace(/^\/+/, '');
  if (scheme !== 'http' && scheme !== 'https') return undefined;
  const at = path.indexOf(route);
  return at === -1 ? undefined : path.slice(at + route.length);
}
