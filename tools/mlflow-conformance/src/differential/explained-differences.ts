import type { Deviation } from './run-differential.ts';

/** A difference that is meant: which answers it is about, and why it is so. */
export interface ExplainedDifference {
  readonly id: string;
  /** A sentence on what differs, for docs/reference/mlflow-compatibility.md. */
  readonly what: string;
  readonly why: string;
  /** Absent where the random sequence avoids it, since all that follows would differ: a scenario shows it. */
  readonly covers?: (deviation: Deviation) => boolean;
}

const messageOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : '';

/** Both refuse, with the same status and code; the words differ. */
const differsInWords = ({ mlflow, differences }: Deviation): boolean =>
  mlflow.status >= 400 && differences.every(({ at }) => at === 'body.message');

const every = (
  deviation: Deviation,
  test: (at: string, mlflow: unknown, slipway: unknown) => boolean,
): boolean => deviation.differences.every(({ at, mlflow, slipway }) => test(at, mlflow, slipway));

export const explainedDifferences: readonly ExplainedDifference[] = [
  {
    id: 'no-fault-for-the-callers-mistake',
    what: 'Where MLflow answers a mistake of the caller with 500, Slipway answers 400 or 404 with the same error body.',
    why: "MLflow's client retries a 500 seven times with growing pauses, so that the mistake is seen after minutes.",
    covers: ({ mlflow, slipway }) => mlflow.status === 500 && slipway.status >= 400 && slipway.status < 500,
  },
  {
    id: 'position-of-a-mistake',
    what: 'Refusals of filters and orders end with the position of the mistake: `(at position 12)`.',
    why: 'Long filters are hard to read; the rest of the message is that of MLflow.',
    covers: (deviation) =>
      differsInWords(deviation) &&
      messageOf(deviation.slipway.body).replace(/ \(at position \d+\)$/, '') ===
        messageOf(deviation.mlflow.body),
  },
  {
    id: 'words-about-the-grammar',
    what: 'Filters and orders that are no sentence of the grammar, or name what is not there, are refused in other words, by the same code.',
    why: 'Slipway has a parser; MLflow splits the text by an SQL formatter and names the pieces it is left with.',
    covers: (deviation) =>
      differsInWords(deviation) &&
      deviation.step.path.includes('search') &&
      / \(at position \d+\)/.test(messageOf(deviation.slipway.body)),
  },
  {
    id: 'no-words-of-the-database',
    what: "Refusals that MLflow leaves to its database, and answers by the database's error text with the SQL statement, are sentences.",
    why: 'The statement helps nobody, and tells what is stored.',
    covers: (deviation) =>
      differsInWords(deviation) &&
      /\((?:sqlite3|psycopg2)\.|sqlalche\.me/.test(messageOf(deviation.mlflow.body)),
  },
  {
    id: 'schemes-of-other-hosts',
    what: 'Sources with a scheme that addresses another host (`https:`, `hdfs:`, `ftp:`, …) are refused as by MLflow, and no setting of the server allows them.',
    why: 'The server would connect to whatever host a client names.',
    covers: (deviation) =>
      differsInWords(deviation) &&
      messageOf(deviation.mlflow.body).includes('MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES'),
  },
  {
    id: 'logged-model-of-a-version',
    what: 'Model versions tell `model_id`, the logged model that they were made from.',
    why: 'MLflow keeps it and has the field in its API, but leaves it empty.',
    covers: (deviation) => every(deviation, (at, mlflow) => at.endsWith('.model_id') && mlflow === undefined),
  },
  {
    id: 'no-paths-of-the-server',
    what: 'A refused local source is named as it was sent, not as the path that it would be on the server.',
    why: "The server's directories are nobody's business.",
    covers: (deviation) =>
      differsInWords(deviation) &&
      messageOf(deviation.mlflow.body).startsWith("Invalid model version source: '/"),
  },
  {
    id: 'long-texts-are-cut',
    what: '`runs/create` cuts tags and run names after 8,000 characters, as `set-tag` does.',
    why: 'MLflow keeps longer ones on SQLite and fails on PostgreSQL.',
    covers: (deviation) =>
      every(
        deviation,
        (_, mlflow, slipway) => typeof mlflow === 'string' && mlflow.slice(0, 8_000) === slipway,
      ),
  },
  {
    id: 'outputs-can-be-repeated',
    what: '`runs/outputs` may name a model again.',
    why: "MLflow answers by its database's error, although `log-inputs` may be repeated.",
    covers: ({ step, mlflow, slipway }) =>
      step.path === 'runs/outputs' && mlflow.status === 400 && slipway.status === 200,
  },
  {
    id: 'model-inputs-in-searches',
    what: '`runs/search` tells the model inputs of runs, as `runs/get` does.',
    why: 'MLflow forgets them in searches.',
    covers: (deviation) =>
      every(deviation, (at, mlflow) => at.endsWith('.inputs.model_inputs') && mlflow === undefined),
  },
  {
    id: 'versions-of-a-logged-model',
    what: 'The tag `mlflow.modelVersions` of a logged model keeps all its versions when a model was deleted and made again.',
    why: 'MLflow forgets the others as soon as a name and number come a second time.',
    covers: (deviation) =>
      every(deviation, (at, mlflow, slipway) => at.endsWith('.value') && isPartOfVersions(mlflow, slipway)),
  },
  {
    id: 'one-of-two-mistakes',
    what: 'Of several mistakes, a tag that is given twice, a logged model that is not there, or an unknown webhook event is told first.',
    why: 'MLflow looks at these last; the first two it leaves to its database.',
    covers: ({ mlflow, slipway }) =>
      mlflow.status >= 400 &&
      slipway.status === 400 &&
      /^The tag .* is given twice\.$|^No logged model has the ID |^Invalid webhook event /.test(
        messageOf(slipway.body),
      ),
  },
  {
    id: 'batches-are-whole',
    what: 'A batch that is refused for a param with another value, or for a logged model that is not there, leaves nothing.',
    why: 'MLflow has stored its metrics by then, although it answers 400.',
  },
  {
    id: 'whole-requests-only',
    what: 'A value that is not of its type is refused with the name of its parameter, also where MLflow takes the rest of the request.',
    why: 'MLflow answers 200 although it has dropped this value and all that came after it.',
    covers: ({ mlflow, slipway }) =>
      mlflow.status === 200 && slipway.status === 400 && messageOf(slipway.body).startsWith('Invalid value '),
  },
  {
    id: 'artifact-paths-mean-one-place',
    what: 'Paths of artifacts with a backslash are refused, and those that begin with a folder of the store itself (`.uploads`, `.checksums`, `.teams`).',
    why: 'Azure takes a backslash for a slash; behind the folders lie unfinished uploads and other teams.',
  },
  {
    id: 'folders-hold-something',
    what: 'A folder of artifacts goes with the last artifact in it.',
    why: 'So it is in object stores, whichever store is behind the server.',
  },
  {
    id: 'artifacts-of-other-stores',
    what: 'The server lists and signs for artifacts outside of its own places only for its first team, and never for a directory.',
    why: "Its credentials and its disk are not every team's.",
  },
];

function isPartOfVersions(part: unknown, whole: unknown): boolean {
  if (typeof part !== 'string' || typeof whole !== 'string' || !part.startsWith('[{"name": ')) return false;
  return part
    .slice(1, -1)
    .split('}, {')
    .every((version) => whole.includes(version.replace(/[{}]/g, '')));
}

/** The explanation of a deviation, when there is one. */
export function explanationOf(deviation: Deviation): ExplainedDifference | undefined {
  return explainedDifferences.find(({ covers }) => covers?.(deviation));
}
