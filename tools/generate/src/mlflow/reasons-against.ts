const genai = 'GenAI: Slipway does not serve it yet';

/** Why endpoints of MLflow are not served, by what their path holds. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/\/(?:traces|unified-traces|get-online-trace-details|get-trace-artifact)\b/, `traces are ${genai}`],
  [/\/(?:scorers|issues|label-schemas|review-queues)\b/, `evaluation by judges and reviewers is ${genai}`],
  [/\/3\.0\/mlflow\/datasets\b/, `evaluation datasets are ${genai}`],
  [/\/(?:gateway|gateway-proxy)\b/, 'the AI gateway is a product of its own'],
  [/\/(?:prompt-optimization|create-promptlab-run)\b/, `prompt optimisation is ${genai}`],
  [/\/workspaces\b/, "teams take the place of workspaces: `/teams/<team>` before the API's path"],
  [/^\/graphql$/, "only MLflow's web page uses it"],
  [/\/ui-telemetry\b/, 'Slipway sends no telemetry to anybody'],
];

export function reasonAgainst(path: string): string | undefined {
  return reasons.find(([pattern]) => pattern.test(path))?.[1];
}
