type Example = Readonly<Record<string, unknown>>;

const tags = { example_key: 'example_value' };
const model = { name: 'example_model', tags, description: 'An example registered model' };
const version = { name: 'example_model', version: '1' };
const prompt = { name: 'example_prompt' };
const promptVersion = { ...prompt, version: '1' };
const tag = { key: 'example_key', value: 'example_value' };

/** MLflow's own events, with the data that a receiver is sent for each. */
const mlflowExamples = {
  'registered_model.created': model,
  'model_version.created': {
    ...version,
    source: 'models:/123',
    run_id: 'abcd1234abcd5678',
    tags,
    description: 'An example model version',
  },
  'model_version_tag.set': { ...version, ...tag },
  'model_version_tag.deleted': { ...version, key: tag.key },
  'model_version_alias.created': { name: 'example_model', alias: 'example_alias', version: '1' },
  'model_version_alias.deleted': { name: 'example_model', alias: 'example_alias' },
  'prompt.created': { ...prompt, tags, description: 'An example prompt' },
  'prompt_version.created': {
    ...promptVersion,
    template: 'Hello {{name}}!',
    tags,
    description: 'An example prompt version',
  },
  'prompt_tag.set': { ...prompt, ...tag },
  'prompt_tag.deleted': { ...prompt, key: tag.key },
  'prompt_version_tag.set': { ...promptVersion, ...tag },
  'prompt_version_tag.deleted': { ...promptVersion, key: tag.key },
  'prompt_alias.created': { ...prompt, alias: 'example_alias', version: '1' },
  'prompt_alias.deleted': { ...prompt, alias: 'example_alias' },
  'budget_policy.exceeded': {
    budget_policy_id: 'bp-abc123',
    budget_unit: 'USD',
    budget_amount: 100,
    current_spend: 105.5,
    duration_unit: 'MONTHS',
    duration_value: 1,
    target_scope: 'ENDPOINT',
    workspace: 'default',
    target_value: 'ep-abc123',
    window_start: 1_704_067_200_000,
  },
} as const satisfies Record<string, Example>;

/** Events that MLflow lacks. `previous_name` is there when the model was renamed. */
const slipwayExamples = {
  'registered_model.updated': { ...model, previous_name: 'former_model' },
  'registered_model.deleted': { name: 'example_model' },
  'model_version.updated': { ...version, description: 'An example model version' },
  'model_version.deleted': version,
  'model_version_stage.transitioned': { ...version, from_stage: 'Staging', to_stage: 'Production' },
} as const satisfies Record<string, Example>;

export type MlflowEventName = keyof typeof mlflowExamples;
export type SlipwayEventName = keyof typeof slipwayExamples;
/** `<entity>.<action>` */
export type WebhookEventName = MlflowEventName | SlipwayEventName;

const examples: Readonly<Record<WebhookEventName, Example>> = { ...mlflowExamples, ...slipwayExamples };

/** What happens in the registry and can be subscribed to; MLflow's own first. */
export const webhookEventNames = Object.keys(examples) as readonly WebhookEventName[];

/** Whether MLflow knows the event: its client fails on the others. */
export const isMlflowEvent = (name: WebhookEventName): name is MlflowEventName =>
  Object.hasOwn(mlflowExamples, name);

/** The data of an event, as it is sent to try a webhook. */
export const exampleOf = (name: WebhookEventName): Example => examples[name];

/** The JSON text that a receiver is sent. */
export function deliveryBody(name: WebhookEventName, at: Date, data: Example): string {
  const [entity, action] = name.split('.');
  return JSON.stringify({ entity, action, timestamp: at.toISOString().replace('Z', '+00:00'), data });
}
