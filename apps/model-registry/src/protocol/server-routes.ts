import type { ServerResponse } from 'node:http';
import type { StreamRoute } from './mlflow-endpoint.ts';

/** The version of MLflow whose API this is. */
export const mlflowVersion = '3.17.2';

/** What MLflow's client asks before anything else. */
export const serverInfo = {
  store_type: 'SqlStore',
  workspaces_enabled: false,
  trace_archival_enabled: false,
  multipart_uploads_enabled: false,
  multipart_downloads_enabled: false,
  presigned_upload_run_id_supported: true,
  presigned_upload_model_id_supported: true,
  features_enabled: { gateway: false },
} as const;

const answer = (response: ServerResponse, type: string, body: string): Promise<void> => {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
  return Promise.resolve();
};

const get = (path: string, summary: string, type: string, body: string): StreamRoute => ({
  method: 'GET',
  path,
  summary,
  access: 'public',
  handle: (_, { response }) => answer(response, type, body),
});

/** Is it there, and what can it do: answered to anybody. */
export const serverRoutes: readonly StreamRoute[] = [
  get('/health', 'Whether the server answers.', 'text/html; charset=utf-8', 'OK'),
  get('/version', 'The version of MLflow whose API is served.', 'text/html; charset=utf-8', mlflowVersion),
  ...['/api', '/ajax-api'].map((root) =>
    get(
      `${root}/3.0/mlflow/server-info`,
      'What the server can do.',
      'application/json',
      JSON.stringify(serverInfo),
    ),
  ),
];
