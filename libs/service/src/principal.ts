/** What a bearer of a token may do. `team` roles are for one team, `agent` for one cluster. */
export type Grant =
  | { readonly role: 'admin' }
  | { readonly role: 'viewer' | 'contributor' | 'maintainer'; readonly team: string }
  /** A program of a run of the team: it may track itself and register its models, nothing else. Never in a token file. */
  | { readonly role: 'run'; readonly team: string }
  | { readonly role: 'agent'; readonly cluster: string }
  | { readonly role: 'git-reader' | 'git-writer' };

/** Who calls. */
export interface Principal {
  /** Shown in commits and audit: `alice`, `agent-local`. */
  readonly name: string;
  readonly grants: readonly Grant[];
}
