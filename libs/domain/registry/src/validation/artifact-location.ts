import { invalidParameter } from '../mlflow-error.ts';
import { pythonLength } from '../python-text.ts';
import { limits } from './limits.ts';

/** Schemes whose URIs name a host that the server would connect to. */
const hostSchemes: readonly string[] = [
  'ftp',
  'sftp',
  'hdfs',
  'viewfs',
  'http',
  'https',
  'mlflow-artifacts',
  'r2',
  'b2',
  'abfss',
];

/**
 * Checks that a URI of artifacts names no host of its own that the server would connect to.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkNamesNoHost(uri: string, parameter: 'artifact_location' | 'source'): void {
  const scheme = schemeOf(uri);
  const namesHost = scheme !== 'mlflow-artifacts' || /^[^:]*:\/\/[^/]/.test(uri);
  if (!hostSchemes.includes(scheme) || !namesHost) return;
  throw invalidParameter(
    `'${parameter}' cannot use the '${scheme}' scheme: the '${scheme}' scheme addresses a host other than the ` +
      "tracking server's configured artifact storage, so the server would connect to the host named in the URI.",
  );
}

const schemeOf = (uri: string): string => /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1]?.toLowerCase() ?? '';

/**
 * Checks where the artifacts of an experiment are to lie. A URI may not name a host of its own to connect to, nor lead out
 * of itself.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkArtifactLocation(location: string): void {
  const scheme = schemeOf(location);
  const [path = '', query = ''] = location.split('?', 2);
  const hasParams = scheme === '' && path.slice(path.lastIndexOf('/') + 1).includes(';');
  if (location.includes('#') || hasParams) {
    throw invalidParameter("'artifact_location' URL can't include fragments or params.");
  }
  if (wholeDecoded(query).includes('..')) throw invalidParameter('Invalid query string');
  checkNamesNoHost(location, 'artifact_location');
  if (location.startsWith('runs:')) {
    throw invalidParameter(`Artifact location cannot be a runs:/ URI. Given: '${location}'`);
  }
  if (pythonLength(location) > limits.artifactLocationLength) {
    throw invalidParameter(
      'Invalid artifact path length. The length of the artifact path cannot be ' +
        `greater than ${String(limits.artifactLocationLength)} characters.`,
    );
  }
}

/** A text with its percent escapes decoded until none is left, ten times at most. */
function wholeDecoded(text: string): string {
  let decoded = text;
  for (let round = 0; round < 10 && decoded.includes('%'); round += 1) {
    decoded = decoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  }
  return decoded;
}
