import { mlflowEndpoints, mlflowOpenApi, streamRoutes } from '@slipway/model-registry';
import { explainedDifferences } from '@slipway/mlflow-conformance';
import type { Generator } from './generated-file.ts';
import { endpointsOfMlflow, type EndpointOfMlflow } from './mlflow/endpoints-of-mlflow.ts';
import { reasonAgainst } from './mlflow/reasons-against.ts';

/** MLflow's API as it is served here: its OpenAPI description, and what of MLflow's own is and is not there. */
export const mlflowReference: Generator = async () => [
  {
    path: 'docs/reference/mlflow-openapi.json',
    content: `${JSON.stringify(mlflowOpenApi(mlflowEndpoints, streamRoutes), undefined, 2)}\n`,
  },
  { path: 'docs/reference/mlflow-compatibility.md', content: compatibility(await endpointsOfMlflow()) },
];

const served = new Set([
  ...mlflowEndpoints.flatMap(({ method, version = '2.0', path }) =>
    ['/api', '/ajax-api'].map((root) => key(method, `${root}/${version}${path}`)),
  ),
  ...streamRoutes.map(({ method, path }) => key(method, path)),
]);

/** Parameters may have other names. */
function key(method: string, path: string): string {
  return `${method} ${path.replaceAll(/\{\w+(\*?)\}/g, '{$1}')}`;
}

function compatibility({
  version,
  endpoints,
}: {
  version: string;
  endpoints: readonly EndpointOfMlflow[];
}): string {
  const rows = endpoints.map(({ method, path }) => {
    const isServed = served.has(key(method, path));
    const reason = isServed ? 'served' : reasonAgainst(path);
    if (reason === undefined)
      throw new Error(
        `${method} ${path} of MLflow is neither served nor has a reason why not: serve it, or give the reason in tools/generate/src/mlflow/reasons-against.ts`,
      );
    return { isServed, row: `| \`${method} ${path}\` | ${isServed ? 'served' : `– ${reason}`} |` };
  });
  const count = rows.filter(({ isServed }) => isServed).length;
  return `# Compatibility with MLflow

Generated from the endpoints of \`apps/model-registry\`, the list of MLflow ${version}'s own endpoints, and the explained
differences of \`tools/mlflow-conformance\`.

The unmodified \`mlflow\` client works against Slipway: scenarios drive it through the whole API, and a differential test
sends the same random requests to a real MLflow server and to Slipway and compares status and JSON field by field.
What of the answers differs is listed first; every other difference fails the test.

## What differs, and why

| what | why |
|---|---|
${explainedDifferences.map(({ what, why }) => `| ${what} | ${why} |`).join('\n')}

Whatever MLflow answers below \`/api\` is answered below \`/ajax-api\` too, and below \`/teams/<team>\` in front of either for
one team. The served part is described in [mlflow-openapi.json](mlflow-openapi.json).

## Endpoints

${String(count)} of MLflow ${version}'s ${String(rows.length)} endpoints are served: all of tracking, artifacts, logged models, model registry and
webhooks.

| endpoint | state |
|---|---|
${rows.map(({ row }) => row).join('\n')}
`;
}
