import { checkLength, invalidParameter, pythonJson } from '@slipway/registry';
import { isText, required } from '../protocol/checks.ts';
import { isRecord, message, text, type Json } from '../protocol/message.ts';
import { mlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { changed } from './refusals.ts';

/** The tag that lists the models of a run, as clients before MLflow 3 log them. */
const historyTag = 'mlflow.log-model.history';
const maxHistory = 100_000;
const mandatory = ['artifact_path', 'flavors', 'utc_time_created', 'run_id'];

export const logModel = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/runs/log-model',
  access: 'write',
  summary:
    'Record a model in the history that a tag of the run keeps; MLflow 3 logs models of their own instead.',
  request: message({ run_id: text(), model_json: text() }),
  checks: { run_id: [isText, required], model_json: [isText, required] },
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const { run_id: id = '', model_json: modelJson = '' } = request;
    const model = summaryOf(modelJson);
    const outcome = await trackingStore.changeTag(team, id, historyTag, (value) => {
      const known = jsonIn(value ?? '[]');
      const history = dumped([...(Array.isArray(known) ? (known as readonly Json[]) : []), model]);
      checkLength('value', history, maxHistory);
      return history;
    });
    changed(id, outcome);
    return {};
  },
});

/** What is kept of a model. */
function summaryOf(modelJson: string): Json {
  const model = jsonIn(modelJson);
  if (model === undefined)
    throw invalidParameter(`Malformed model info. \n ${modelJson} \n is not a valid JSON.`);
  const fields = isRecord(model) ? model : {};
  const missing = mandatory.filter((name) => !Object.hasOwn(fields, name));
  if (missing.length > 0)
    throw invalidParameter(
      `Model json is missing mandatory fields: {${missing.map((name) => `'${name}'`).join(', ')}}`,
    );
  const { run_id = null, artifact_path = null, utc_time_created = null, model_uuid = null, flavors } = fields;
  return { run_id, artifact_path, utc_time_created, model_uuid, flavors: withoutConfig(flavors) };
}

/** Flavors without their configuration, which may be long and secret. */
function withoutConfig(flavors: Json | undefined): Json {
  if (!isRecord(flavors)) return {};
  return mapped(flavors, (flavor) =>
    isRecord(flavor)
      ? Object.fromEntries(Object.entries(flavor).filter(([name]) => name !== 'config'))
      : flavor,
  );
}

const mapped = (
  record: Readonly<Record<string, Json>>,
  change: (value: Json) => Json,
): Readonly<Record<string, Json>> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** As MLflow's server writes JSON: with a space behind each comma and colon. */
function dumped(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => dumped(item)).join(', ')}]`;
  if (!isRecord(value)) return typeof value === 'object' ? 'null' : pythonJson(value);
  const fields = Object.entries(value).map(([name, item]) => `${pythonJson(name)}: ${dumped(item)}`);
  return `{${fields.join(', ')}}`;
}
