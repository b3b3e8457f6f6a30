import type { Agent } from 'node:http';

/** How to reach the API server as somebody. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsFields;
  /** Of a proxy. */
  readonly agent?: Agent;
}

export interface TlsFields {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

export interface CredentialSource {
  /** Base URL of the API server. */
  readonly server: URL;
  /** Called before each request. @throws UnavailableError when they cannot be had now. */
  read(): Promise<Credentials>;
  /** What `read` gave is not accepted: the next call looks anew. */
  forget(): void;
}
