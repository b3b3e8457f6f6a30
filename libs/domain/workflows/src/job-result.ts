/** A place in the code that a program has something to say about. */
export interface CodeRemark {
  readonly level: 'failure' | 'warning' | 'notice';
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based; undefined when it is about the whole line. */
  readonly column?: number | undefined;
  readonly title: string;
  readonly message: string;
}

/** One bound or comparison of an evaluation. */
export interface GateVerdict {
  readonly metric: string;
  /** Undefined when the job has not reported the metric. */
  readonly value?: number | undefined;
  /** What it is held to: `at least 0.9`, `the champion, version 3: 0.91`. */
  readonly bound: string;
  readonly passed: boolean;
}

/** What came of a job, as far as others and people want to know: of bounded size. */
export interface JobResult {
  /** Where it ran. */
  readonly cluster?: string | undefined;
  /** Id of its run in the tracking store. */
  readonly trackingRun?: string | undefined;
  /** Last values, by name; at most 200. */
  readonly metrics?: Readonly<Record<string, number>> | undefined;
  /** Image that was built, with its digest. */
  readonly image?: string | undefined;
  readonly remarks?: readonly CodeRemark[] | undefined;
  /** End of its log, of a job that failed. */
  readonly logTail?: string | undefined;
  /** Markdown that its program has written for people. */
  readonly summary?: string | undefined;
  readonly gates?: readonly GateVerdict[] | undefined;
  readonly version?: { readonly model: string; readonly version: number } | undefined;
  /** How an alias was moved. */
  readonly promotion?:
    | { readonly alias: string; readonly change: string }
    | { readonly alias: string; readonly proposal: string }
    | { readonly alias: string }
    | undefined;
}
