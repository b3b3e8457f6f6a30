/** A Study of desired state that the tuning service has not followed yet. */
export interface StudyResource {
  readonly team: string;
  readonly name: string;
  /** Id of the change that made it what it is. */
  readonly change: string;
  readonly requestedBy: string;
  /** The validated resource. */
  readonly document: unknown;
}

/** Studies of desired state, as the tuning service follows them. All methods throw UnavailableError. */
export interface StudyResources {
  /** Oldest first; those of one name alone when it is given. */
  pending(
    limit: number,
    only?: { readonly team: string; readonly name: string },
  ): Promise<readonly StudyResource[]>;
  /** What was made of this change of a Study; `problem` says why nothing could be. */
  followed(
    resource: Pick<StudyResource, 'team' | 'name' | 'change'>,
    problem: string | undefined,
  ): Promise<void>;
  /** Why the last change of a Study could not be followed. */
  problemOf(team: string, name: string): Promise<string | undefined>;
}
