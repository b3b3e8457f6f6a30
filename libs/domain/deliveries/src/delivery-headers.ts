/** What GitHub says of a delivery in headers. */
export interface DeliveryHeaders {
  /** `push` */
  readonly event: string;
  /** The GUID, in lower case; the same each time this delivery is sent. */
  readonly id: string;
  /** HMAC-SHA256 of the body, in hex. */
  readonly signature: string;
  /** Number of the hook; undefined for senders that do not tell. */
  readonly hook: string | undefined;
}

/** Why a delivery is not taken. The words are values of a metric's label. */
export type Refusal =
  | 'method'
  | 'content-type'
  | 'headers'
  | 'signature-missing'
  | 'signature-sha1'
  | 'signature-wrong'
  | 'no-secret'
  | 'too-large'
  | 'too-slow'
  | 'cut-off'
  | 'payload'
  | 'other-body'
  | 'overload'
  | 'unavailable';

export type CheckedHeaders =
  | { readonly kind: 'right'; readonly headers: DeliveryHeaders }
  | { readonly kind: 'wrong'; readonly refusal: Refusal; readonly message: string };

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const eventName = /^[a-z][a-z0-9_]{0,63}$/;
const sha256 = /^sha256=([0-9a-f]{64})$/i;

const settings = "in the webhook's settings on GitHub";

/** Checks the headers of a delivery, before anything of its body is read. Names are in lower case. */
export function checkHeaders(headers: Headers): CheckedHeaders {
  const wrong = (refusal: Refusal, message: string): CheckedHeaders => ({ kind: 'wrong', refusal, message });
  const type = mediaType(textOf(headers['content-type']));
  if (type !== 'application/json') {
    const found = type === 'application/x-www-form-urlencoded' ? 'a form' : (type ?? 'no content type');
    return wrong(
      'content-type',
      `the delivery is ${found}: choose content type application/json ${settings}`,
    );
  }
  const encoding = textOf(headers['content-encoding']);
  if (encoding !== undefined && encoding !== 'identity')
    return wrong('content-type', 'a compressed delivery is not taken: GitHub sends none');
  const event = textOf(headers['x-github-event']);
  if (event === undefined || !eventName.test(event))
    return wrong('headers', 'X-GitHub-Event is missing or is no name of an event');
  const id = textOf(headers['x-github-delivery']);
  if (id === undefined || !guid.test(id))
    return wrong('headers', 'X-GitHub-Delivery is missing or is no GUID');
  const signature = textOf(headers['x-hub-signature-256']);
  if (signature === undefined) {
    return headers['x-hub-signature'] === undefined
      ? wrong('signature-missing', `the delivery is not signed: set a secret ${settings}`)
      : wrong('signature-sha1', 'the delivery has a SHA-1 signature alone: X-Hub-Signature-256 is needed');
  }
  const hex = sha256.exec(signature)?.[1];
  if (hex === undefined)
    return wrong('signature-wrong', 'X-Hub-Signature-256 is not sha256= and 64 hex digits');
  const hook = textOf(headers['x-github-hook-id']);
  return {
    kind: 'right',
    headers: {
      event,
      id: id.toLowerCase(),
      signature: hex.toLowerCase(),
      hook: hook !== undefined && /^\d{1,20}$/.test(hook) ? hook : undefined,
    },
  };
}

/** A header that was sent twice is as good as none. */
function textOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function mediaType(header: string | undefined): string | undefined {
  return header?.split(';')[0]?.trim().toLowerCase();
}
