import { isText, required, type Check } from '../protocol/checks.ts';
import { text, type Field } from '../protocol/message.ts';

/** The run of a request: `run_id`, or `run_uuid` of old clients. */
export const runIdFields: { readonly run_id: Field<string>; readonly run_uuid: Field<string> } = {
  run_id: text(),
  run_uuid: text(),
};

export const runIdChecks: { readonly run_id: readonly Check[] } = { run_id: [required, isText] };

export const runIdOf = ({
  run_id: id,
  run_uuid: uuid,
}: {
  readonly run_id: string | undefined;
  readonly run_uuid: string | undefined;
}): string => (id === undefined || id === '' ? (uuid ?? '') : id);
