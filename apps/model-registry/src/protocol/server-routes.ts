import type { RegistryContext } from '../context.ts';
import type { StreamRoute } from './mlflow-endpoint.ts';

/** The version of MLflow whose API this is. */
export const mlflowVersion = '3.17.2';

/** What MLflow's client asks before anything else: how it is to transfer artifacts, above all. */
function serverInfo({ artifacts: { destination } }: RegistryContext): object {
  return {
    store_type: 'SqlStore',
    workspaces_enabled: false,
    trace_archival_enabled: false,
    multipart_uploads_enabled: destination.multipart !== undefined,
    multipart_downloads_enabled: destination.signing !== undefined,
    presigned_upload_run_id_supported: true,
    presigned_upload_model_id_supported: true,
    features_enabled: { gateway: false },
  };
}

const get = (
  path: string,
  summary: string,
  type: string,
  bodyOf: (context: RegistryContext) => string,
): StreamRoute => ({
  method: 'GET',
  path,
  summary,
  access: 'public',
  handle: (context, { response }) => {
    const body = bodyOf(context);
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
    return Promise.resolve();
  },
});

/** Is it there, and what can it do: answered to anybody. */
export const serverRoutes: readonly StreamRoute[] = [
  get('/health', 'Whether the server answers.', 'text/html; charset=utf-8', () => 'OK'),
  get(
    '/version',
    'The version of MLflow whose API is served.',
    'text/html; charset=utf-8',
    () => mlflowVersion,
  ),
  ...['/api', '/ajax-api'].map((root) =>
    get(`${root}/3.0/mlflow/server-info`, 'What the server can do.', 'application/json', (context) =>
      JSON.stringify(serverInfo(context)),
    ),
  ),
];
